"""Tags that segments give to their members by themselves; the source of such a tag is ``segment:ID``."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.store import changes, tags, touched
from mactl.store.arrays import array
from mactl.store.changes import Change
from mactl.store.database import Database
from mactl.store.stamp import Stamp


def give(database: Database, segment: str, tag: str, customers: Sequence[int], now: int) -> None:
    """Give a segment's tag to those who entered, unless they have it already."""
    source = _source(segment)
    fresh = tags.give(database, customers, tag, now, source)
    _record(database, [Change(each, "tag", tag, None, source) for each in fresh], source, now)


def take_away(database: Database, segment: str, tag: str, customers: Sequence[int], now: int) -> None:
    """Take a segment's tag from those who left, where the segment had given it."""
    source = _source(segment)
    given = database.rows(
        "SELECT customer FROM tags WHERE tag = ? AND source = ? AND customer IN (SELECT value FROM json_each(?))",
        (tag, source, array(list(customers))),
    )
    gone = tags.take_away(database, [row[0] for row in given], tag)
    _record(database, [Change(each, "tag", tag, by, None) for each, by in gone], source, now)


def given_by(database: Database, segment: str) -> list[tuple[str, list[int]]]:
    """Return the tags that a segment has given, each with those who have it."""
    found: dict[str, list[int]] = {}
    for tag, customer in database.rows(
        "SELECT tag, customer FROM tags WHERE source = ? ORDER BY tag, customer", (_source(segment),)
    ):
        found.setdefault(str(tag), []).append(int(customer))
    return list(found.items())


def settle(database: Database, segment: str, tag: str, members: Sequence[int], now: int) -> None:
    """Bring the tags that a segment gives in line with its members, after a full evaluation; '' gives none."""
    inside = set(members) if tag else set()
    for name, customers in given_by(database, segment):
        gone = [each for each in customers if name != tag or each not in inside]
        take_away(database, segment, name, gone, now)
    if tag:
        give(database, segment, tag, sorted(inside), now)


def _record(database: Database, edits: Sequence[Change], source: str, now: int) -> None:
    if edits:
        changes.record(database, edits, Stamp(now=now, source=source))
        touched.mark(database, [edit.customer for edit in edits], now)


def _source(segment: str) -> str:
    return f"segment:{segment}"
