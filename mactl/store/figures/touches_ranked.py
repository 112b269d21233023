"""The touches before goal events, counted by their place among those of the same event."""

from __future__ import annotations

from mactl.core.segments.sql import fill
from mactl.store.database import Database, Row
from mactl.store.figures._touches import touches


def answer(database: Database, *, by: str, since: int, until: int, goal: str, window: int, now: int) -> list[Row]:
    """Return (part, place, places, events, amount), the amount in ten-thousandths."""
    found = touches(database, by=by, since=since, until=until, goal=goal, window=window, now=now)
    asked = fill("SELECT part, place, places, COUNT(*), SUM(amount) FROM ({}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3", found)
    return list(database.rows(asked.text, asked.params))
