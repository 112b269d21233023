"""How long people took from the last message delivered to them to their first goal event in time after it."""

from __future__ import annotations

from mactl.core.segments.sql import fill
from mactl.store import breakdown
from mactl.store.database import Database, Row


def answer(database: Database, *, since: int, until: int, goal: str, window: int, now: int) -> list[Row]:
    """Return (whole minutes, people), by minutes; messages sent from ``since`` to before ``until``."""
    meant, _mode = breakdown.scope(database, since, until)
    breakdown.anchor(database, meant, breakdown.parts(("whole",)))
    # Of a group's rows, the one with the least instant gives the other columns (SQLite's bare columns with MIN).
    asked = fill(
        "SELECT took / 60000, COUNT(*) FROM (SELECT customer, MIN(at), at - touched AS took FROM ("
        "SELECT e.customer, e.at, MAX(n.at) AS touched FROM temp.parts n CROSS JOIN events e INDEXED BY events_customer"
        " WHERE e.customer = n.customer AND e.type = {} AND e.at >= n.at AND e.at <= MIN(n.at + {}, {})"
        " GROUP BY e.id) GROUP BY customer) GROUP BY 1 ORDER BY 1",
        goal, window, now,
    )  # fmt: skip
    return list(database.rows(asked.text, asked.params))
