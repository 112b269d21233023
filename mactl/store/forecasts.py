"""The forecasts last saved: written whole; only those whose figures moved are marked as changed."""

from __future__ import annotations

from collections.abc import Iterable

from mactl.store.database import Database

# customer id, clv, churn_risk, expected_purchases, p_alive
Row = tuple[str, float | None, float | None, float | None, float | None]
_FIGURES = ("clv", "churn_risk", "expected_purchases", "p_alive")
_SAME = " AND ".join(f"n.{name} IS f.{name}" for name in _FIGURES)
_NEW = "CREATE TEMP TABLE new_forecasts (customer INTEGER PRIMARY KEY, clv, churn_risk, expected_purchases, p_alive)"
_PUT = "INSERT INTO temp.new_forecasts SELECT id, ?2, ?3, ?4, ?5 FROM customers WHERE customer_id = ?1"
_TOUCH = f"""
INSERT INTO touched (customer, at) SELECT customer, ? FROM (
  SELECT n.customer FROM temp.new_forecasts AS n LEFT JOIN forecasts AS f ON f.customer = n.customer
  WHERE f.customer IS NULL OR NOT ({_SAME})
  UNION SELECT f.customer FROM forecasts AS f WHERE f.customer NOT IN (SELECT customer FROM temp.new_forecasts))
WHERE true ON CONFLICT (customer) DO UPDATE SET at = excluded.at, events_only = 0
"""  # noqa: S608 - the names stand above


def replace(database: Database, rows: Iterable[Row], horizon_days: int, as_of: int, now: int) -> int:
    """Put new forecasts in the place of the old ones, in the caller's transaction; return of how many customers."""
    sql = database.sql
    sql.execute(_NEW)
    sql.executemany(_PUT, rows)
    sql.execute(_TOUCH, (now,))
    sql.execute("DELETE FROM forecasts")
    done = sql.execute("INSERT INTO forecasts SELECT *, ?, ? FROM temp.new_forecasts", (horizon_days, as_of)).rowcount
    sql.execute("DROP TABLE temp.new_forecasts")
    return done
