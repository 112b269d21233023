"""Profiles changed by flows: tags, fields and consents of many customers, each change with its instant (rule E6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import orjson

from mactl.core.model.customer import COLUMNS
from mactl.store import changes, consents, tags, touched
from mactl.store.changes import Change
from mactl.store.database import Database
from mactl.store.stamp import Stamp


class Edit(NamedTuple):
    """One change of one customer. kind: tag (``value``: give it), field (None empties it), consent (granted)."""

    customer: int
    kind: str
    name: str
    value: Any
    source: str


def edit(database: Database, edits: Sequence[Edit], now: int) -> None:
    """Make changes inside the caller's transaction, tags set-wise; what is so already changes nothing."""
    groups: dict[tuple[str, bool, str], list[int]] = {}
    for one in edits:
        if one.kind == "tag":
            groups.setdefault((one.name, bool(one.value), one.source), []).append(one.customer)
        elif one.kind == "field":
            _set(database, one, now)
        else:
            _consent(database, one, now)
    for (tag, add, source), customers in groups.items():
        _tag(database, customers, tag, source, now, add=add)


def _tag(database: Database, customers: Sequence[int], tag: str, source: str, now: int, *, add: bool) -> None:
    if add:
        found = [Change(each, "tag", tag, None, source) for each in tags.give(database, customers, tag, now, source)]
    else:
        found = [Change(each, "tag", tag, by, None) for each, by in tags.take_away(database, customers, tag)]
    _record(database, found, source, now)


def _set(database: Database, one: Edit, now: int) -> None:
    path = one.name.removeprefix("profile.")
    row = database.row("SELECT attributes FROM customers WHERE id = ?", (one.customer,))
    if row is None:
        return
    if path in COLUMNS:
        old = (database.row(f"SELECT {path} FROM customers WHERE id = ?", (one.customer,)) or (None,))[0]  # noqa: S608 - a name of COLUMNS
        statement, value = f"UPDATE customers SET {path} = ?, updated_at = ? WHERE id = ?", one.value  # noqa: S608 - as above
    else:
        attributes = orjson.loads(row[0])
        name = path.removeprefix("attributes.")
        path, old = f"attributes.{name}", attributes.pop(name, None)
        if one.value is not None:
            attributes[name] = one.value
        statement, value = "UPDATE customers SET attributes = ?, updated_at = ? WHERE id = ?", _json(attributes)
    if old != one.value:
        database.sql.execute(statement, (value, now, one.customer))
        _record(database, [Change(one.customer, "profile", path, old, one.value)], one.source, now)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _consent(database: Database, one: Edit, now: int) -> None:
    channel, _colon, topic = one.name.partition(":")
    status = "granted" if one.value else "withdrawn"
    consents.record(database, one.customer, channel, topic, status, stamp=Stamp(now=now, source=one.source))


def _record(database: Database, found: Iterable[Change], source: str, now: int) -> None:
    edits = list(found)
    changes.record(database, edits, Stamp(now=now, source=source))
    if edits:
        touched.mark(database, (one.customer for one in edits), now)
