"""Messages sent whose fallback goes on unless a receipt of delivery comes in time (rule M6).

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store import enrolments
from mactl.store.database import Database


class Hearing(NamedTuple):
    """A message whose receipt is waited for until ``due``; ``next`` is the channel that is tried after that."""

    message: int
    origin: int
    due: int
    next: str


def wait(database: Database, hearings: Sequence[Hearing]) -> None:
    """Wait for the receipts of messages."""
    database.sql.executemany("INSERT OR REPLACE INTO hearings VALUES (?, ?, ?, ?)", hearings)


def heard(database: Database, message: int) -> None:
    """Note that a message arrived: its journey, if it is part of one, goes on."""
    done = database.sql.execute("DELETE FROM hearings WHERE message = ?", (message,))
    if done.rowcount:
        enrolments.wake_settled(database, [message])


def over(database: Database, now: int, limit: int) -> list[Hearing]:
    """Return those whose time is over, the earliest first, and wait for them no longer."""
    rows = database.rows(
        "SELECT message, origin, due, next FROM hearings WHERE due <= ? ORDER BY due, message LIMIT ?", (now, limit)
    )
    found = [Hearing._make(row) for row in rows]
    database.sql.executemany("DELETE FROM hearings WHERE message = ?", [(each.message,) for each in found])
    return found
