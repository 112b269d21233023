"""The touches before goal events with their ages, event by event: what weights by age are reckoned from."""

from __future__ import annotations

from mactl.core.segments.sql import fill
from mactl.store.database import Database, Row
from mactl.store.figures._touches import touches


def answer(database: Database, *, by: str, since: int, until: int, goal: str, window: int, now: int) -> list[Row]:
    """Return one row of arrays: the parts there are, then by touch: part's number, age (ms), place, event's amount."""
    import numpy as np

    found = touches(database, by=by, since=since, until=until, goal=goal, window=window, now=now)
    asked = fill("SELECT part, age, place, amount FROM ({}) ORDER BY event, place", found)
    rows = list(database.rows(asked.text, asked.params))
    names = sorted({row[0] for row in rows})
    numbers = {name: number for number, name in enumerate(names)}
    columns = np.array([(numbers[part], *rest) for part, *rest in rows], np.int64).reshape(-1, 4).T
    return [(names, *columns)]
