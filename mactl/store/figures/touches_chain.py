"""Which touch followed which, on the ways to goal events and on those of people who were reached and never met it."""

from __future__ import annotations

from mactl.core.segments.sql import fill
from mactl.store.database import Database, Row
from mactl.store.figures._touches import chained, touches

# Each way's steps: from the touch before (none: the start) to the next, and from its last touch to the end.
_LINKS = """
WITH met AS MATERIALIZED ({}),
lost AS MATERIALIZED (
  SELECT n.customer, n.part, ROW_NUMBER() OVER (PARTITION BY n.customer ORDER BY n.at, n.message) AS place,
    COUNT(*) OVER (PARTITION BY n.customer) AS places
  FROM temp.parts n WHERE n.at >= {} AND n.at < {} AND n.customer NOT IN (
    SELECT n.customer FROM temp.parts n CROSS JOIN events e INDEXED BY events_customer
    WHERE e.customer = n.customer AND e.type = {} AND e.at >= n.at AND e.at <= MIN(n.at + {}, {}))
)
SELECT one, other, met, COUNT(*), SUM(amount) FROM (
  SELECT LAG(part) OVER (PARTITION BY event ORDER BY place) AS one, part AS other, 1 AS met, 0 AS amount FROM met
  UNION ALL SELECT part, NULL, 1, amount FROM met WHERE place = places
  UNION ALL SELECT LAG(part) OVER (PARTITION BY customer ORDER BY place), part, 0, 0 FROM lost
  UNION ALL SELECT part, NULL, 0, 0 FROM lost WHERE place = places
) GROUP BY one, other, met
"""


def answer(database: Database, *, by: str, since: int, until: int, goal: str, window: int, now: int) -> list[Row]:
    """Return (part or None for the start, part or None for the end, 1 if to the goal, times, amount of the goals).

    People without a goal event are those reached in that time who did not meet it in time after any touch.
    """
    found = touches(database, by=by, since=since, until=until, goal=goal, window=window, now=now)
    asked = fill(_LINKS, found, since, until, goal, window, now)
    return chained(database.rows(asked.text, asked.params))
