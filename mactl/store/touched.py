"""The marks on customers who changed since segments were last evaluated (rules E2, E5)."""

from __future__ import annotations

from collections.abc import Iterable

from mactl.core.model.customer import ADDRESSES, PUSH
from mactl.store.arrays import array
from mactl.store.database import Database


def mark(database: Database, customers: Iterable[int], now: int) -> None:
    """Mark customers as changed at ``now``."""
    database.sql.execute(
        "INSERT INTO touched (customer, at) SELECT value, ? FROM json_each(?) WHERE true "
        "ON CONFLICT (customer) DO UPDATE SET at = excluded.at, events_only = 0",
        (now, array(sorted(set(customers)))),
    )


def span(database: Database, first: int, stop: int, now: int) -> None:
    """Mark new customers from ``first`` up to, but without, ``stop``.

    As long as no segment and no score was ever worked out, one mark does: the first time is for everybody.
    """
    known = database.row("SELECT 1 FROM segments UNION ALL SELECT 1 FROM facts WHERE name = ? LIMIT 1", (SCORES,))
    database.sql.execute(
        "INSERT OR REPLACE INTO touched (customer, at) SELECT id, ? FROM customers WHERE id >= ? AND id < ? LIMIT ?",
        (now, first, stop, -1 if known else 1),
    )


def holders(database: Database, addresses: Iterable[str], now: int) -> None:
    """Mark the customers who hold addresses."""
    found = database.rows(
        "SELECT a.customer FROM json_each(?) AS w CROSS JOIN json_each(?) AS k "
        "CROSS JOIN addresses AS a ON a.kind = k.value AND a.value = w.value",
        (array(list(addresses)), array((*ADDRESSES, PUSH))),
    )
    mark(database, [row[0] for row in found], now)


def recipients(database: Database, messages: Iterable[int], now: int) -> None:
    """Mark the customers to whom messages went, where a segment asks for messages (``watch_messages``)."""
    if not database.shadowed and database.fact(_MESSAGES):
        found = database.rows(
            "SELECT m.customer FROM json_each(?) AS w CROSS JOIN messages AS m ON m.id = w.value",
            (array(list(messages)),),
        )
        mark(database, [row[0] for row in found], now)


def watch_messages(database: Database, *, wanted: bool) -> None:
    """Remember whether a segment asks for messages: a send marks its recipients only then."""
    if bool(database.fact(_MESSAGES)) is not wanted:
        database.set_fact(_MESSAGES, "1" if wanted else "")


SCORES = "scores"  # the fact that scores were worked out, and of which definitions
_MESSAGES = "segments_ask_for_messages"
