"""Reservations against frequency caps: which messages a batch's customers have had or are about to have (rule M5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store.database import Database


class Slot(NamedTuple):
    """One reservation: a message sent, or claimed and not definitely failed."""

    customer: int
    message: int
    origin: int
    channel: str
    topic: str
    at: int


def held(database: Database, customers: Sequence[int], mode: str, since: int) -> dict[int, list[Slot]]:
    """Return the slots that ``customers`` hold in ``mode`` from ``since`` on, by customer.

    CROSS JOIN keeps SQLite from asking every launch there ever was for each customer. In a rehearsal the rows of the
    real ledger have negative numbers, for its own are numbered anew.
    """
    marks = ", ".join("?" * len(customers))
    found: dict[int, list[Slot]] = {}
    for schema, sign in (("main", "-"), ("temp", "")) if database.shadowed else (("main", ""),):
        rows = database.rows(
            f"SELECT m.customer, {sign}m.id, {sign}m.origin, m.channel, o.topic, m.slot_at FROM {schema}.messages m"  # noqa: S608
            f" CROSS JOIN {schema}.origins o ON o.id = m.origin WHERE m.slot_at IS NOT NULL AND m.customer IN ({marks})"
            " AND m.slot_at >= ? AND o.mode = ?",
            [*customers, since, mode],
        )
        for row in rows:
            found.setdefault(int(row[0]), []).append(Slot._make(row))
    return found
