"""The coupons that were redeemed with goal events in time after a delivery, by campaign or all together."""

from __future__ import annotations

from mactl.core.segments.sql import fill
from mactl.store import breakdown
from mactl.store.database import Database, Row


def answer(
    database: Database, *, since: int, until: int, goal: str, window: int, now: int, by: tuple[str, ...] = ()
) -> list[Row]:
    """Return (part, coupon, goal events), a row for each pair; an event counts once in each part, "" is all."""
    meant, _mode = breakdown.scope(database, since, until)
    breakdown.anchor(database, meant, breakdown.parts(by or ("whole",)))
    asked = fill(
        "SELECT n.part, CAST(json_extract(e.properties, '$.coupon') AS TEXT) AS coupon, COUNT(DISTINCT e.id)"
        " FROM temp.parts n CROSS JOIN events e INDEXED BY events_customer"
        " WHERE e.customer = n.customer AND e.type = {} AND e.at >= n.at AND e.at <= MIN(n.at + {}, {})"
        " AND coupon IS NOT NULL GROUP BY 1, 2",
        goal, window, now,
    )  # fmt: skip
    return list(database.rows(asked.text, asked.params))
