"""How many people go through steps in order, within a window from the first (analytics.md: never increasing)."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.segments.sql import Sql, fill
from mactl.store.database import Database, Row

# Who is at a step: the events by which a chain of steps got there, each with the start of the latest such chain. Of two
# chains the one that started later leaves more time for the steps to come, so no other needs to be kept.
_FIRST = (
    "step1 AS MATERIALIZED (SELECT customer, at, id, at AS start FROM events INDEXED BY events_type"
    " WHERE type = {} AND at >= {} AND at < {} AND at <= {})"
)
# An event of the step is placed before itself as an event of the step before it: it never follows itself.
_NEXT = (
    "{} AS MATERIALIZED (SELECT customer, at, id, start FROM ("
    "SELECT customer, at, id, hit, MAX(start) OVER (PARTITION BY customer ORDER BY at, id, hit DESC"
    " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS start FROM ("
    "SELECT customer, at, id, start, 0 AS hit FROM {} UNION ALL"
    " SELECT customer, at, id, NULL, 1 FROM events WHERE type = {} AND at >= {} AND at <= {}"
    " AND customer IN (SELECT customer FROM {}))) WHERE hit = 1 AND at - start <= {})"
)


def answer(database: Database, *, steps: Sequence[str], window: int, since: int, until: int, now: int) -> list[Row]:
    """Return the people at each step, a row each, the first step from ``since`` to before ``until``."""
    tables = [fill(_FIRST, steps[0], since, until, now)]
    last = min(until + window, now)
    for place, step in enumerate(steps[1:], 2):
        name, before = Sql(f"step{place}"), Sql(f"step{place - 1}")
        tables.append(fill(_NEXT, name, before, step, since, last, before, window))
    counts = " UNION ALL ".join(f"SELECT {n}, COUNT(DISTINCT customer) FROM step{n}" for n in _numbers(steps))  # noqa: S608
    params = [param for table in tables for param in table.params]
    asked = f"WITH {', '.join(table.text for table in tables)} {counts} ORDER BY 1"
    return [(row[1],) for row in database.rows(asked, params)]


def _numbers(steps: Sequence[str]) -> range:
    return range(1, len(steps) + 1)
