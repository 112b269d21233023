"""Cohorts by first order: how many of those whose first order fell in a period ordered again in each later one."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mactl.store.database import Database, Row

_ASKED = """
WITH periods AS MATERIALIZED (
  SELECT key AS n, json_extract(value, '$[0]') AS start, json_extract(value, '$[1]') AS stop FROM json_each(:periods)
),
firsts AS MATERIALIZED (
  SELECT customer, MIN(at) AS at FROM events INDEXED BY events_customer WHERE type = :event AND at <= :now
  GROUP BY customer
),
cohorts AS MATERIALIZED (
  SELECT f.customer, p.n FROM periods p JOIN firsts f ON f.at >= p.start AND f.at < p.stop
)
SELECT c.n, p.n - c.n, COUNT(DISTINCT e.customer), COALESCE(SUM(e.amount), 0)
FROM periods p CROSS JOIN events e INDEXED BY events_type ON e.type = :event AND e.at >= p.start AND e.at < p.stop
  AND e.at <= :now
JOIN cohorts c ON c.customer = e.customer GROUP BY 1, 2 ORDER BY 1, 2
"""


def answer(database: Database, *, periods: Sequence[tuple[int, int]], event: str, now: int) -> list[Row]:
    """Return (cohort's period, periods later, people who ordered, amount); 0 periods later is the whole cohort.

    ``periods`` are [start, end) instants one after the other, numbered from 0.
    """
    what = {"periods": json.dumps(list(periods)), "event": event, "now": now}
    return list(database.rows(_ASKED, what))
