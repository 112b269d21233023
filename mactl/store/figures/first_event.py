"""When the first and the last event of a type happened."""

from __future__ import annotations

from mactl.store.database import Database, Row


def answer(database: Database, *, event: str, now: int) -> list[Row]:
    """Return one row: the two instants, or None for both."""
    return list(database.rows("SELECT MIN(at), MAX(at) FROM events WHERE type = ? AND at <= ?", (event, now)))
