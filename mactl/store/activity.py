"""What happened when: the messages and goals of a scope day by day, and the shop as a whole."""

from __future__ import annotations

from collections.abc import Callable

from mactl.clock import MINUTE
from mactl.core.model.results import Day, Shop
from mactl.core.segments.sql import Sql, fill
from mactl.store import results
from mactl.store.database import Database
from mactl.store.results import Goal, Scope

_BUCKET = 15 * MINUTE  # every zone's midnight falls on a quarter of an hour


def days(database: Database, meant: Scope, goal: Goal, day_of: Callable[[int], str]) -> list[Day]:
    """Return the days on which something happened; ``day_of`` names the local day ("2026-03-02") of an instant."""
    found: dict[str, dict[str, int]] = {}
    for name, column in (("sent", "m.sent_at"), ("opened", "m.opened_at"), ("clicked", "m.clicked_at")):
        at = Sql(column)
        rows = fill("COUNT(*), 0 FROM messages m WHERE {} AND {} IS NOT NULL", meant.where, at)
        _count(database, name, at, rows, day_of, found)
    met = results.met_by_reached(database, meant, goal)
    if met is not None:
        _count(database, "conversions", Sql("e.at"), fill("COUNT(*), TOTAL(e.amount) {}", met), day_of, found)
    return [Day(date=date, **found[date]) for date in sorted(found)]


def _count(
    database: Database,
    name: str,
    at: Sql,
    rows: Sql,
    day_of: Callable[[int], str],
    found: dict[str, dict[str, int]],
) -> None:
    asked = fill("SELECT {} / {} AS bucket, {} GROUP BY 1", at, Sql(str(_BUCKET)), rows)
    for bucket, count, revenue in database.rows(asked.text, asked.params):
        day = found.setdefault(day_of(bucket * _BUCKET), {})
        day[name] = day.get(name, 0) + count
        if revenue:
            day["revenue"] = day.get("revenue", 0) + int(revenue)


def shop(database: Database, since: int, until: int) -> Shop:
    """Return the shop as it stands, with its paid orders from ``since`` to before ``until``."""
    orders = database.row(
        "SELECT COUNT(*), COUNT(DISTINCT customer), COALESCE(SUM(amount), 0) FROM events INDEXED BY events_type"
        " WHERE type = 'order_paid' AND at >= ? AND at < ?",
        (since, until),
    )
    assert orders is not None
    return Shop(
        customers=database.number("SELECT COUNT(*) FROM customers"),
        orders=int(orders[0]),
        buyers=int(orders[1]),
        revenue=int(orders[2]),
        suppressed=database.number("SELECT COUNT(DISTINCT address) FROM suppressions"),
    )
