"""The ways people went: the touches before each goal event in their order, and those of people who never met it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from mactl.core.segments.sql import fill
from mactl.store.database import Database, Row
from mactl.store.figures._touches import touches


def answer(database: Database, *, by: str, since: int, until: int, goal: str, window: int, now: int) -> list[Row]:
    """Return (parts and ages in order, amount or None, times) for each way; without an amount nobody met the goal.

    Ages are milliseconds before the goal event, or (without one) 0.
    """
    found = touches(database, by=by, since=since, until=until, goal=goal, window=window, now=now)
    asked = fill("SELECT event, part, age, amount FROM ({}) ORDER BY event, place", found)
    ways = [_way(rows) for _event, rows in groupby(database.rows(asked.text, asked.params), itemgetter(0))]
    return ways + _without(database, since, until, goal, window, now)


def _way(rows: Iterable[Row]) -> Row:
    steps = list(rows)
    return tuple((part, age) for _event, part, age, _amount in steps), steps[0][3], 1


def _without(database: Database, since: int, until: int, goal: str, window: int, now: int) -> list[Row]:
    """Return the ways of those who were reached in that time and did not meet the goal in time after any touch."""
    asked = fill(
        "SELECT n.customer, n.part FROM temp.parts n WHERE n.at >= {} AND n.at < {} AND n.customer NOT IN ("
        "SELECT n.customer FROM temp.parts n CROSS JOIN events e INDEXED BY events_customer WHERE"
        " e.customer = n.customer AND e.type = {} AND e.at >= n.at AND e.at <= MIN(n.at + {}, {}))"
        " ORDER BY n.customer, n.at, n.rowid",
        since, until, goal, window, now,
    )  # fmt: skip
    counted: dict[tuple[tuple[object, int], ...], int] = {}
    for _customer, rows in groupby(database.rows(asked.text, asked.params), itemgetter(0)):
        way = tuple((part, 0) for _who, part in rows)
        counted[way] = counted.get(way, 0) + 1
    return [(way, None, times) for way, times in counted.items()]
