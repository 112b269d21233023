"""Entries and exits written down: who is a member since when, and the events that say so (S1, E1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mactl.core.model.event import ENTERED, EXITED
from mactl.core.segments.trail import Crossing
from mactl.store import arrivals, events
from mactl.store.database import Database

SOURCE = "segments"


class Change(NamedTuple):
    """A customer who crossed into or out of a segment, once or more, in order; in the end a member or not."""

    customer: int
    moves: Sequence[Crossing]


def write(database: Database, segment: int, changes: Iterable[Change]) -> None:
    """Write down who is a member after ``changes``."""
    staying = [(segment, one.customer, one.moves[-1].at) for one in changes if one.moves[-1].entered]
    leaving = [(segment, one.customer) for one in changes if not one.moves[-1].entered]
    database.sql.executemany("INSERT OR REPLACE INTO members VALUES (?, ?, ?)", staying)
    database.sql.executemany("DELETE FROM members WHERE segment = ? AND customer = ?", leaving)


def announce(database: Database, name: str, changes: Iterable[Change], now: int) -> int:
    """Store the entries and exits of the segment ``name`` as events; return how many are new.

    Such an event is counted like any other, but marks nobody as touched: a segment that looks at entries into another
    says so by naming it.
    """
    source = events.source(database, SOURCE)
    said = json.dumps({"segment": name}, ensure_ascii=False)
    rows = [
        (one.customer, ENTERED if entered else EXITED, at, source, _key(name, one.customer, at, entered), None, said)
        for one in changes
        for at, entered in one.moves
    ]
    before = events.last(database)
    fresh = events.add(database, rows, now, mark=False) if rows else 0
    arrivals.add_crossings(database, before)
    return fresh


def not_before_the_last(database: Database, segment: int, name: str, change: Change) -> Change:
    """Return ``change`` with no move before the last one written down: who left at noon did not come back at ten."""
    since = database.number("SELECT since FROM members WHERE segment = ? AND customer = ?", (segment, change.customer))
    last = since or database.number(
        "SELECT max(at) FROM events WHERE customer = ? AND type = ? AND json_extract(properties, '$.segment') = ?",
        (change.customer, EXITED, name),
    )
    return Change(change.customer, [Crossing(max(at, last), entered) for at, entered in change.moves])


def _key(name: str, customer: int, at: int, entered: bool) -> str:
    return f"{name}:{customer}:{at}:{'in' if entered else 'out'}"
