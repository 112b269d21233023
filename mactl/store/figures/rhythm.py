"""When people open, click and order: counted by quarter of an hour and by the customers' own zones."""

from __future__ import annotations

from mactl.core.segments.sql import Sql, fill
from mactl.store import breakdown
from mactl.store.database import Database, Row
from mactl.store.figures._quarters import QUARTER


def answer(database: Database, *, since: int, until: int, now: int, goal: str) -> list[Row]:
    """Return (what, zone or None, quarter of an hour since 1970, times): opened, clicked, ordered."""
    meant, _mode = breakdown.scope(database, -(2**61), now + 1)
    found: list[Row] = []
    for what, column in (("opened", "m.opened_at"), ("clicked", "m.clicked_at")):
        at = Sql(column)
        asked = fill(
            "SELECT {}, c.time_zone, {} / {}, COUNT(*) FROM messages m JOIN customers c ON c.id = m.customer"
            " WHERE {} AND {} >= {} AND {} < {} GROUP BY 2, 3",
            what, at, QUARTER, meant.where, at, since, at, until,
        )  # fmt: skip
        found += database.rows(asked.text, asked.params)
    ordered = database.rows(
        "SELECT 'ordered', c.time_zone, e.at / ?, COUNT(*) FROM events e INDEXED BY events_type"
        " JOIN customers c ON c.id = e.customer WHERE e.type = ? AND e.at >= ? AND e.at < ? AND e.at <= ?"
        " GROUP BY 2, 3",
        (QUARTER, goal, since, until, now),
    )
    return [*found, *ordered]
