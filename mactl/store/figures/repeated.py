"""Customers with a paid order in a time, and those of them with two or more; an order is its id, else its event."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.store.arrays import array
from mactl.store.database import Database, Row

_ASKED = """
SELECT COUNT(*), COALESCE(SUM(orders > 1), 0) FROM (
  SELECT customer, COUNT(DISTINCT COALESCE(json_extract(properties, '$.order_id'), 'event ' || id)) AS orders
  FROM events INDEXED BY {} WHERE type = :event AND at >= :since AND at < :until AND at <= :now{}
  GROUP BY customer
)
"""
_EVERYBODY = _ASKED.format("events_type", "")
_AMONG = _ASKED.format("events_customer", " AND customer IN (SELECT value FROM json_each(:among))")


def answer(
    database: Database, *, since: int, until: int, event: str, now: int, among: Sequence[int] | None = None
) -> list[Row]:
    """Return one row: people with an order, and people with a second; of everybody, or ``among`` customers' row ids."""
    what = {"since": since, "until": until, "event": event, "now": now}
    if among is None:
        return list(database.rows(_EVERYBODY, what))
    return list(database.rows(_AMONG, {**what, "among": array(among)}))
