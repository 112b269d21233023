"""Why messages failed or bounced: by channel, state, reason and the provider's own code."""

from __future__ import annotations

from mactl.core.segments.sql import fill
from mactl.store import breakdown
from mactl.store.database import Database, Row


def answer(database: Database, *, since: int, until: int) -> list[Row]:
    """Return (channel, state, reason, code, messages, what the provider said to one of them), most first."""
    meant, _mode = breakdown.scope(database, since, until)
    asked = fill(
        "SELECT m.channel, CASE WHEN m.bounced_at IS NOT NULL THEN 'bounced' ELSE m.state END AS state,"
        " m.reason, m.code, COUNT(*), MAX(m.detail) FROM messages m WHERE {}"
        " AND (m.state IN ('failed', 'bounced', 'unknown') OR m.bounced_at IS NOT NULL)"
        " GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4",
        meant.where,
    )
    return list(database.rows(asked.text, asked.params))
