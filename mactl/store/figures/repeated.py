"""Customers with a paid order in a time, and those of them with two or more; an order is its id, else its event."""

from __future__ import annotations

from mactl.store.database import Database, Row

_ASKED = """
SELECT COUNT(*), COALESCE(SUM(orders > 1), 0) FROM (
  SELECT customer, COUNT(DISTINCT COALESCE(json_extract(properties, '$.order_id'), 'event ' || id)) AS orders
  FROM events INDEXED BY events_type WHERE type = :event AND at >= :since AND at < :until AND at <= :now
  GROUP BY customer
)
"""


def answer(database: Database, *, since: int, until: int, event: str, now: int) -> list[Row]:
    """Return one row: people with an order, and people with a second."""
    return list(database.rows(_ASKED, {"since": since, "until": until, "event": event, "now": now}))
