"""Whom to look at when an event of a type is stored: goals, exits and awaited events of open enrolments (E2, F4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store.arrays import array
from mactl.store.database import Database


class Awaited(NamedTuple):
    """An event that an open enrolment looks out for, as goal, exit or awaited; ``properties`` is JSON."""

    enrolment: int
    role: str
    event: int
    type: str
    at: int
    properties: str


def add(database: Database, rows: Sequence[tuple[int, str, int, str]]) -> None:
    """Register what enrolments look out for: (customer, type of event, enrolment, role)."""
    database.sql.executemany("INSERT OR IGNORE INTO awaits VALUES (?, ?, ?, ?)", rows)


def remove(database: Database, rows: Sequence[tuple[int, str]]) -> None:
    """Drop what enrolments no longer look out for: (enrolment, role)."""
    database.sql.executemany("DELETE FROM awaits WHERE enrolment = ? AND role = ?", rows)


def clear(database: Database, enrolments: Sequence[int]) -> None:
    """Drop all that ended enrolments looked out for."""
    database.sql.executemany("DELETE FROM awaits WHERE enrolment = ?", [(number,) for number in enrolments])


def met(database: Database, after: int) -> list[Awaited]:
    """Return who looks out for the events stored after number ``after``, in the order in which those happened."""
    if database.row("SELECT 1 FROM awaits LIMIT 1") is None:
        return []
    rows = database.rows(
        "SELECT a.enrolment, a.role, e.id, e.type, e.at, e.properties FROM events e"
        " CROSS JOIN awaits a ON a.customer = e.customer AND a.type = e.type WHERE e.id > ? ORDER BY e.at, e.id,"
        " a.enrolment, a.role",
        (after,),
    )
    return [Awaited._make(row) for row in rows]


def happened(database: Database, enrolments: Sequence[int]) -> list[Awaited]:
    """Return the stored events that enrolments look out for, since each entered, in order: the check on arming (F5)."""
    rows = database.rows(
        "SELECT a.enrolment, a.role, e.id, e.type, e.at, e.properties FROM json_each(?) w"
        " CROSS JOIN enrolments n ON n.id = w.value CROSS JOIN awaits a ON a.enrolment = n.id"
        " CROSS JOIN events e INDEXED BY events_customer"
        " ON e.customer = a.customer AND e.type = a.type AND e.at >= n.entered_at"
        " ORDER BY e.at, e.id, a.enrolment, a.role",
        (array(list(enrolments)),),
    )
    return [Awaited._make(row) for row in rows]


def stir(database: Database, touched: str) -> None:
    """Note which enrolments wait for a condition and belong to customers of the table ``touched``, who changed."""
    database.sql.execute(
        "INSERT OR REPLACE INTO stirs SELECT a.enrolment, t.at"  # noqa: S608 - a fixed name
        f" FROM {touched} w CROSS JOIN touched t ON t.customer = w.customer"
        " CROSS JOIN awaits a ON a.customer = w.customer AND a.type = '*'"
    )


def stirred(database: Database) -> list[tuple[int, int]]:
    """Return the enrolments noted by ``stir``, each with when its customer changed, and forget them."""
    rows = [
        (int(number), int(at)) for number, at in database.rows("SELECT enrolment, at FROM stirs ORDER BY at, enrolment")
    ]
    if rows:
        database.sql.execute("DELETE FROM stirs")
    return rows
