"""Which touch followed which (as ``store/figures/touches_chain.py``)."""

from __future__ import annotations

from typing import Any

from mactl.store.database import Row
from mactl.store.figures._touches import chained
from mactl.store.mirror.answers._touches import lay_out
from mactl.store.mirror.columns import Columns

_LINKS = """
WITH reached AS (
  SELECT DISTINCT n.customer FROM parts n JOIN events e ON e.customer = n.customer
    AND e.moment BETWEEN n.moment AND least(n.moment + $window, $now) WHERE e.type = $type
),
lost AS (
  SELECT customer, part, row_number() OVER (PARTITION BY customer ORDER BY moment, id) AS place,
    count(*) OVER (PARTITION BY customer) AS places
  FROM parts n WHERE moment >= $since AND moment < $until AND customer NOT IN (SELECT customer FROM reached)
)
SELECT one, other, met, count(*), sum(amount) FROM (
  SELECT lag(part) OVER (PARTITION BY event ORDER BY place) AS one, part AS other, 1 AS met, 0 AS amount FROM touched
  UNION ALL SELECT part, NULL, 1, amount FROM touched WHERE place = places
  UNION ALL SELECT lag(part) OVER (PARTITION BY customer ORDER BY place), part, 0, 0 FROM lost
  UNION ALL SELECT part, NULL, 0, 0 FROM lost WHERE place = places
) GROUP BY ALL
"""


def answer(mirror: Columns, **what: Any) -> list[Row]:
    """Return (part or None for the start, part or None for the end, 1 if to the goal, times, amount of the goals)."""
    names = lay_out(mirror, **what)
    meant = {name: what[name] for name in ("since", "until", "window", "now")}
    found = mirror.rows(_LINKS, {**meant, "type": mirror.code(what["goal"])})
    return chained(
        (None if one is None else names[one], None if other is None else names[other], met, times, int(amount))
        for one, other, met, times, amount in found
    )
