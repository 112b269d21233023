"""Known customers brought up to what new rows say of them; what the rows do not name stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from mactl.core.decode.attributes import as_json
from mactl.core.decode.profiles import Profile
from mactl.store import changes, current, touched
from mactl.store.changes import Change
from mactl.store.current import Current
from mactl.store.database import Database
from mactl.store.stamp import INLET, Stamp

Pair = tuple[int, Profile]


@dataclass(slots=True)
class _Edits:
    """What is written when all rows of a chunk have been compared."""

    changes: list[Change] = field(default_factory=list)
    columns: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    taken: list[tuple[str, str, int]] = field(default_factory=list)
    given: list[tuple[str, str, int, str, int]] = field(default_factory=list)
    consents: list[tuple[object, ...]] = field(default_factory=list)
    tagged: list[tuple[int, str, int, str]] = field(default_factory=list)
    untagged: list[tuple[int, str]] = field(default_factory=list)
    kept: int = 0  # withdrawn consents that a row would have restored


def revise(database: Database, pairs: Sequence[Pair], stamp: Stamp) -> tuple[int, int]:
    """Bring customers up to their rows; return how many changed, and how many withdrawn consents stayed so (G3)."""
    if not pairs:
        return 0, 0
    edits = _Edits()
    now = current.read(database, (customer for customer, _profile in pairs))
    for customer, profile in pairs:
        _compare(customer, now[customer], profile, stamp, edits)
    _write(database, edits, stamp)
    database.sql.executemany(
        f"UPDATE customers SET {stamp.digest} = ? WHERE id = ?",  # noqa: S608 - one of two names
        [(profile.digest, customer) for customer, profile in pairs],
    )
    changed = {change.customer for change in edits.changes}
    if changed:
        touched.mark(database, changed, stamp.now)
    return len(changed), edits.kept


def _compare(customer: int, now: Current, profile: Profile, stamp: Stamp, edits: _Edits) -> None:
    _columns(customer, now, profile, edits)
    _addresses(customer, now, profile, stamp, edits)
    _consents(customer, now, profile, edits)
    _tags(customer, now, profile, stamp, edits)


def _columns(customer: int, now: Current, profile: Profile, edits: _Edits) -> None:
    found = {name: value for name, value in profile.columns.items() if now.columns[name] != value}
    edits.changes += [Change(customer, "profile", name, now.columns[name], value) for name, value in found.items()]
    if profile.attributes != "{}":
        given = orjson.loads(profile.attributes)
        other = {name: value for name, value in given.items() if now.attributes.get(name) != value}
        edits.changes += [
            Change(customer, "profile", f"attributes.{name}", now.attributes.get(name), value)
            for name, value in other.items()
        ]
        if other:
            found["attributes"] = as_json({**now.attributes, **other})
    if found:
        edits.columns.append((customer, found))


def _addresses(customer: int, now: Current, profile: Profile, stamp: Stamp, edits: _Edits) -> None:
    """Replace what a customer has one of; push tokens are added to those already known."""
    for kind, value, platform in profile.addresses:
        held = now.addresses[kind]
        if value in held or (value is None and not held):
            continue
        old = None if kind == "push_token" else next(iter(held), None)
        if old is not None:
            edits.taken.append((kind, old, customer))
        if value is not None:
            edits.given.append((kind, value, customer, platform or "", stamp.now))
        edits.changes.append(Change(customer, "address", kind, old, value))


def _consents(customer: int, now: Current, profile: Profile, edits: _Edits) -> None:
    """Take new consents and withdrawals; what was withdrawn stays so whatever a file says (G3)."""
    for channel, topic, status, at, source, proof in profile.consents:
        held = now.consents.get((channel, topic))
        if held == status:
            continue
        if held == "withdrawn":
            edits.kept += 1
            continue
        edits.consents.append((customer, channel, topic, status, at, source, proof))
        name = f"{channel}:{topic}" if topic else channel
        edits.changes.append(Change(customer, "consent", name, held, status))


def _tags(customer: int, now: Current, profile: Profile, stamp: Stamp, edits: _Edits) -> None:
    """Add the row's tags; of those that the inlet itself had given, take away what it no longer names."""
    for tag in profile.tags:
        if tag not in now.tags:
            edits.tagged.append((customer, tag, stamp.now, stamp.source))
            edits.changes.append(Change(customer, "tag", tag, None, stamp.source))
    if stamp.source == INLET:
        for tag, source in now.tags.items():
            if source == INLET and tag not in profile.tags:
                edits.untagged.append((customer, tag))
                edits.changes.append(Change(customer, "tag", tag, source, None))


def _write(database: Database, edits: _Edits, stamp: Stamp) -> None:
    sql = database.sql
    for customer, columns in edits.columns:
        names = ", ".join(f"{name} = ?" for name in columns)
        sql.execute(
            f"UPDATE customers SET {names}, updated_at = ? WHERE id = ?",  # noqa: S608 - names from COLUMNS
            (*columns.values(), stamp.now, customer),
        )
    sql.executemany("DELETE FROM addresses WHERE kind = ? AND value = ? AND customer = ?", edits.taken)
    sql.executemany(
        "INSERT INTO addresses (kind, value, customer, platform, since) VALUES (?, ?, ?, nullif(?, ''), ?)", edits.given
    )
    sql.executemany("INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?, ?, ?, ?)", edits.consents)
    sql.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?, ?, ?)", edits.tagged)
    sql.executemany("DELETE FROM tags WHERE customer = ? AND tag = ?", edits.untagged)
    changes.record(database, edits.changes, stamp)
