"""The segments that are kept up to date: their members now, and who entered and left them, by quarter of an hour."""

from __future__ import annotations

from mactl.core.model.event import ENTERED, EXITED
from mactl.store.database import Database, Row
from mactl.store.figures._quarters import QUARTER


def answer(database: Database, *, now: int) -> list[Row]:
    """Return (segment, members now, None, 0, 0) for each, then (segment, 0, quarter of an hour, entered, exited)."""
    sizes = database.rows(
        "SELECT s.id, (SELECT COUNT(*) FROM members b WHERE b.segment = s.number), NULL, 0, 0 FROM segments s"
        " WHERE s.version <> '' ORDER BY 2 DESC, 1"
    )
    moves = database.rows(
        "SELECT json_extract(properties, '$.segment'), 0, at / ?, SUM(type = ?), SUM(type = ?) FROM events"
        " INDEXED BY events_type WHERE type IN (?, ?) AND at <= ? GROUP BY 1, 3",
        (QUARTER, ENTERED, EXITED, ENTERED, EXITED, now),
    )
    return [*sizes, *moves]
