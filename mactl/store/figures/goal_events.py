"""How many goal events a time had, and what they brought."""

from __future__ import annotations

from mactl.store.database import Database, Row


def answer(database: Database, *, since: int, until: int, goal: str, now: int) -> list[Row]:
    """Return one row: events, people, and the sum of the amounts in ten-thousandths."""
    return list(
        database.rows(
            "SELECT COUNT(*), COUNT(DISTINCT customer), COALESCE(SUM(amount), 0) FROM events INDEXED BY events_type"
            " WHERE type = ? AND at >= ? AND at < ? AND at <= ?",
            (goal, since, until, now),
        )
    )
