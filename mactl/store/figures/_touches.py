"""The touches before goal events: messages delivered to the person at most a window earlier, numbered in order."""

from __future__ import annotations

from collections.abc import Iterable

from mactl.core.segments.sql import Sql, fill
from mactl.store import breakdown
from mactl.store.database import Database, Row


def touches(database: Database, *, by: str, since: int, until: int, goal: str, window: int, now: int) -> Sql:
    """Return the query of the touches of goal events from ``since`` to before ``until``, the first one first.

    Its columns: event, part, age (ms before the event), amount, place (1 is the first), places.
    """
    meant, _mode = breakdown.scope(database, max(since, -(2**61)) - window, until)
    breakdown.anchor(database, meant, breakdown.parts((by,)))
    return fill(
        "SELECT e.id AS event, n.part, e.at - n.at AS age, COALESCE(e.amount, 0) AS amount,"
        " ROW_NUMBER() OVER (PARTITION BY e.id ORDER BY n.at, n.message) AS place,"
        " COUNT(*) OVER (PARTITION BY e.id) AS places"
        " FROM temp.parts n CROSS JOIN events e INDEXED BY events_customer"
        " WHERE e.customer = n.customer AND e.type = {} AND e.at >= n.at AND e.at <= n.at + {}"
        " AND e.at >= {} AND e.at < {} AND e.at <= {}",
        goal, window, since, until, now,
    )  # fmt: skip


def chained(links: Iterable[Row]) -> list[Row]:
    """Return the links of ways in one order, whoever counted them."""
    return sorted(links, key=lambda link: (link[0] or "", link[1] or "", link[2]))
