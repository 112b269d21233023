"""Paid orders of a time: how many, of how many people, for how much; an order is its id, else its event."""

from __future__ import annotations

from mactl.store.database import Database, Row

_ASKED = """
SELECT ifnull(sum(orders), 0), count(*), ifnull(sum(amount), 0) FROM (
  SELECT count(DISTINCT ifnull('order ' || json_extract(properties, '$.order_id'), id)) AS orders, sum(amount) AS amount
  FROM events INDEXED BY events_type WHERE type = 'order_paid' AND at >= :since AND at < :until AND at <= :now
  GROUP BY customer
)
"""


def answer(database: Database, *, since: int, until: int, now: int) -> list[Row]:
    """Return one row: orders, people who ordered, amount (refunds not taken off)."""
    return list(database.rows(_ASKED, {"since": since, "until": until, "now": now}))
