"""Cohorts by first order (as ``store/figures/cohorts.py``): each event is put into its period once, then counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mactl.store.database import Row
from mactl.store.mirror.columns import Columns

_ASKED = """
WITH periods AS (SELECT unnest($numbers) AS n, unnest($starts) AS start, unnest($stops) AS stop),
orders AS MATERIALIZED (SELECT customer, moment, amount FROM events WHERE type = $type AND moment <= $now),
firsts AS (SELECT customer, min(moment) AS moment FROM orders GROUP BY customer),
cohorts AS (SELECT f.customer, p.n FROM firsts f ASOF JOIN periods p ON f.moment >= p.start WHERE f.moment < p.stop),
active AS (
  SELECT o.customer, p.n, sum(o.amount) AS amount FROM orders o ASOF JOIN periods p ON o.moment >= p.start
  WHERE o.moment < p.stop GROUP BY ALL
)
SELECT c.n, a.n - c.n, count(*), sum(a.amount) FROM active a JOIN cohorts c USING (customer) GROUP BY ALL ORDER BY 1, 2
"""


def answer(mirror: Columns, *, periods: Sequence[tuple[int, int]], event: str, now: int) -> list[Row]:
    """Return (cohort's period, periods later, people who ordered, amount); 0 periods later is the whole cohort.

    ``periods`` are [start, end) instants one after the other, numbered from 0.
    """
    if not periods:
        return []
    what: dict[str, Any] = {"type": mirror.code(event), "now": now, "numbers": list(range(len(periods)))}
    what |= {"starts": [start for start, _stop in periods], "stops": [stop for _start, stop in periods]}
    return [(cohort, later, people, int(amount)) for cohort, later, people, amount in mirror.rows(_ASKED, what)]
