"""New customers of a time, and those of them who did the shop's first valuable act soon after."""

from __future__ import annotations

from mactl.store.database import Database, Row

# New is whose signup is known from the profile, else from the first event that says so.
_ASKED = """
WITH new AS MATERIALIZED (
  SELECT id AS customer, signup_at AS at FROM customers WHERE signup_at >= :since AND signup_at < :until
  UNION ALL
  SELECT e.customer, MIN(e.at) FROM events e INDEXED BY events_type JOIN customers c ON c.id = e.customer
  WHERE e.type = 'user_signup' AND e.at < :until AND c.signup_at IS NULL
  GROUP BY e.customer HAVING MIN(e.at) >= :since
)
SELECT COUNT(*), COALESCE(SUM(EXISTS (
  SELECT 1 FROM events e WHERE e.customer = n.customer AND e.type = :event AND e.at >= n.at
    AND e.at <= n.at + :window
)), 0) FROM new n WHERE n.at + :window <= :now
"""


def answer(database: Database, *, since: int, until: int, event: str, window: int, now: int) -> list[Row]:
    """Return one row: new customers whose window after signing up is over, and those with the event within it."""
    what = {"since": since, "until": until, "event": event, "window": window, "now": now}
    return list(database.rows(_ASKED, what))
