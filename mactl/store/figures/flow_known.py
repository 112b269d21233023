"""The flow with an id or name: what it is called and what it is for, from the version that people enter now."""

from __future__ import annotations

from mactl.store.database import Database, Row


def answer(database: Database, *, flow: str) -> list[Row]:
    """Return one row, or none where it was never activated: row id, id, name, goal event, goal window, state."""
    return list(
        database.rows(
            "SELECT f.number, f.id, COALESCE(json_extract(v.definition, '$.name'), f.id),"
            " json_extract(v.definition, '$.goal.event'), json_extract(v.definition, '$.goal.within'), f.state"
            " FROM flows f JOIN flow_versions v ON v.id = f.version"
            " WHERE f.id = :flow OR json_extract(v.definition, '$.name') = :flow ORDER BY f.id = :flow DESC LIMIT 1",
            {"flow": flow},
        )
    )
