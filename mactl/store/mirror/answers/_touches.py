"""The touches before goal events in the mirror (as ``store/figures/_touches.py``), laid out once."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.store import breakdown
from mactl.store.mirror.columns import Columns, UnansweredError

# Messages delivered, by the channels that report deliveries and by those that do not, with the part they are of.
_PARTS = """
CREATE OR REPLACE TEMP TABLE parts AS
WITH launches AS (SELECT unnest($origins::BIGINT[]) AS origin, unnest($parts::BIGINT[]) AS part),
  sent AS (SELECT m.*, l.part FROM messages m JOIN launches l ON l.origin = m.origin),
  reporting AS (SELECT DISTINCT channel FROM sent WHERE reported = 1)
SELECT id, customer, moment, CASE WHEN $channels THEN channel ELSE part END AS part FROM sent
WHERE sent >= $from AND sent < $until
  AND CASE WHEN channel IN (SELECT channel FROM reporting) THEN proven ELSE derived END = 1
"""
_TOUCHED = """
CREATE OR REPLACE TEMP TABLE touched AS
SELECT e.id AS event, n.part, e.moment - n.moment AS age, e.amount,
  row_number() OVER (PARTITION BY e.id ORDER BY n.moment, n.id) AS place, count(*) OVER (PARTITION BY e.id) AS places
FROM parts n JOIN events e ON e.customer = n.customer AND e.moment BETWEEN n.moment AND n.moment + $window
WHERE e.type = $type AND e.moment >= $since AND e.moment < $until AND e.moment <= $now
"""


def lay_out(
    mirror: Columns, *, by: str, since: int, until: int, goal: str, window: int, now: int
) -> Sequence[str]:  # fmt: skip
    """Fill the tables ``parts`` and ``touched``; return the names of the parts, which are numbers there.

    parts: id, customer, moment, part. touched: event, part, age (ms), amount, place (1 is the first), places.
    """
    if by not in {"campaign", "channel"}:
        raise UnansweredError
    launched, _mode = breakdown.launches(mirror.database)
    names = sorted(set(launched.values()))
    number = {name: place for place, name in enumerate(names)}
    what = {"since": since, "until": until, "window": window, "now": now, "type": mirror.code(goal)}
    if mirror.keeps("touched", (by, *what.values())):
        return mirror.texts if by == "channel" else names
    meant = {"origins": list(launched), "parts": [number[name] for name in launched.values()]}
    first = max(since, -(2**61)) - window
    mirror.run(_PARTS, {**meant, "from": first, "until": until, "channels": by == "channel"})
    mirror.run(_TOUCHED, what)
    return mirror.texts if by == "channel" else names
