"""Customers as they were: temporary tables in front of the real ones, with every change since undone (rule E6).

Unqualified names find temporary tables first, so a condition reads the past without knowing it. What has no history
(the suppression list, the state of an address) is as it is now.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mactl.core.decode.attributes import as_json
from mactl.store import shadow
from mactl.store.database import Database

_TABLES = {"customers": "id", "addresses": "customer", "consents": "customer", "tags": "customer"}
_LATER = (
    "SELECT g.customer, g.kind, g.name, g.old, g.new FROM {people} AS w CROSS JOIN changes AS g "
    "INDEXED BY changes_customer ON g.customer = w.customer AND g.at > w.at AND g.id > w.changed ORDER BY g.id DESC"
)


@contextmanager
def as_they_were(database: Database, people: str) -> Iterator[None]:
    """Show each of ``people`` as at their instant for a block; nobody else is there.

    ``people`` is a table of (customer, at, changed): changes up to the number ``changed`` stay, whatever their instant.
    """
    undone = list(database.rows(_LATER.format(people=people)))
    for table, column in _TABLES.items():
        shadow.put_in_front(database, table)
        database.sql.execute(
            f"INSERT INTO temp.{table} SELECT * FROM main.{table} "  # noqa: S608 - of _TABLES
            f"WHERE {column} IN (SELECT customer FROM {people})"
        )
    try:
        for customer, kind, name, old, new in undone:
            _UNDO[kind](database, customer, name, _value(old), _value(new))
        yield
    finally:
        for table in _TABLES:
            database.sql.execute(f"DROP TABLE temp.{table}")


def _profile(database: Database, customer: int, name: str, old: object, _new: object) -> None:
    column, _dot, key = name.partition(".")
    if column == "attributes":
        row = database.row("SELECT attributes FROM temp.customers WHERE id = ?", (customer,))
        held = json.loads(row[0]) if row else {}
        held.pop(key, None)
        old = as_json(held if old is None else {**held, key: old})
    database.sql.execute(f"UPDATE temp.customers SET {column} = ? WHERE id = ?", (old, customer))  # noqa: S608 - as recorded


def _address(database: Database, customer: int, kind: str, old: object, new: object) -> None:
    if new is not None:
        database.sql.execute("DELETE FROM temp.addresses WHERE kind = ? AND value = ?", (kind, new))
    if old is not None:
        database.sql.execute(
            "INSERT OR IGNORE INTO temp.addresses (kind, value, customer, since) VALUES (?, ?, ?, 0)",
            (kind, old, customer),
        )


def _tag(database: Database, customer: int, tag: str, old: object, _new: object) -> None:
    if old is None:
        database.sql.execute("DELETE FROM temp.tags WHERE customer = ? AND tag = ?", (customer, tag))
    else:
        database.sql.execute("INSERT OR REPLACE INTO temp.tags VALUES (?, ?, 0, ?)", (customer, tag, old))


def _consent(database: Database, customer: int, name: str, old: object, _new: object) -> None:
    channel, _colon, topic = name.partition(":")
    database.sql.execute(
        "DELETE FROM temp.consents WHERE customer = ? AND channel = ? AND topic = ?", (customer, channel, topic)
    )
    if old is not None:
        database.sql.execute(
            "INSERT INTO temp.consents VALUES (?, ?, ?, ?, 0, '', '')", (customer, channel, topic, old)
        )


def _value(text: str | None) -> object:
    return None if text is None else json.loads(text)


_UNDO: dict[str, Callable[[Database, int, str, object, object], None]] = {
    "profile": _profile,
    "address": _address,
    "tag": _tag,
    "consent": _consent,
}
