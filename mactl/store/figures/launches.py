"""The campaigns and flows that messages come from: what they are called, and what was paid beside their messages."""

from __future__ import annotations

from mactl.store.database import Database, Row


def answer(database: Database, *, since: int, until: int) -> list[Row]:
    """Return (kind, id, name, fixed cost in the currency, sent in that time) of every campaign and flow."""
    return list(
        database.rows(
            "SELECT kind, name, COALESCE(MAX(json_extract(definition, '$.name')), name),"
            " COALESCE(MAX(CAST(json_extract(definition, '$.cost.fixed') AS TEXT)), '0'),"
            " MAX(at >= :since AND at < :until) FROM origins"
            " WHERE state <> 'missed' GROUP BY kind, name ORDER BY MAX(at) DESC",
            {"since": since, "until": until},
        )
    )
