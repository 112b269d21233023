"""Customers active in a time, and those of them active again in a later one; messages sent to them are no activity."""

from __future__ import annotations

from mactl.core.segments.sql import Sql, fill, listed
from mactl.store.database import Database, Row

# What happens to messages without the customer's doing.
_PASSIVE = ("message_sent", "message_delivered", "message_bounced", "message_opened", "unsubscribed",
            "message_complained")  # fmt: skip

# Each type by one step through the index, instead of a walk over every event.
_TYPES = """
WITH RECURSIVE types (name) AS (
  SELECT MIN(type) FROM events UNION ALL
  SELECT (SELECT MIN(type) FROM events WHERE type > name) FROM types WHERE name IS NOT NULL
)
SELECT name FROM types
"""


def answer(database: Database, *, since: int, until: int, again_since: int, again_until: int, now: int) -> list[Row]:
    """Return one row: people active from ``since``, and those of them active again from ``again_since``."""
    types = listed([row[0] for row in database.rows(_TYPES) if row[0] is not None and row[0] not in _PASSIVE])
    first, again = _active(types, since, until, now), _active(types, again_since, again_until, now)
    asked = fill(
        "WITH a AS MATERIALIZED ({}), b AS MATERIALIZED ({})"
        " SELECT (SELECT COUNT(*) FROM a), (SELECT COUNT(*) FROM a JOIN b USING (customer))",
        first, again,
    )  # fmt: skip
    return list(database.rows(asked.text, asked.params))


def _active(types: Sql, since: int, until: int, now: int) -> Sql:
    return fill(
        "SELECT DISTINCT customer FROM events INDEXED BY events_type WHERE type IN {} AND at >= {} AND at < {}"
        " AND at <= {}",
        types, since, until, now,
    )  # fmt: skip
