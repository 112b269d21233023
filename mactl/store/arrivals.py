"""Events on their way to the flows that they may start: stored with the event, consumed once (rule E2).

CROSS JOIN keeps the few that arrived outermost: the planner would rather look through all events there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store.arrays import array
from mactl.store.database import Database


class Arrival(NamedTuple):
    """An event that may start a flow; ``properties`` is JSON."""

    event: int
    customer: int
    type: str
    at: int
    properties: str


def add(database: Database, after: int) -> int:
    """Let the events stored after number ``after`` arrive that concern any flow; return how many do."""
    done = database.sql.execute(
        "INSERT OR IGNORE INTO arrivals SELECT e.id FROM events e NOT INDEXED"
        " WHERE e.id > ? AND (e.type IN (SELECT i.type FROM interests i)"
        "   OR EXISTS (SELECT 1 FROM interests i WHERE i.type = '*'))",
        (after,),
    )
    return done.rowcount


def add_crossings(database: Database, after: int) -> int:
    """Let entries and exits stored after number ``after`` arrive that flows ask for by name; return how many do.

    They are nothing that a customer did: a flow that waits for anything at all does not wait for them.
    """
    done = database.sql.execute(
        "INSERT OR IGNORE INTO arrivals SELECT e.id FROM events e NOT INDEXED"
        " WHERE e.id > ? AND e.type IN (SELECT i.type FROM interests i)",
        (after,),
    )
    return done.rowcount


def take(database: Database, limit: int) -> list[Arrival]:
    """Return the next arrivals in the order in which they happened; the caller's transaction consumes them."""
    rows = database.rows(
        "SELECT e.id, e.customer, e.type, e.at, e.properties FROM arrivals a CROSS JOIN events e ON e.id = a.event"
        " ORDER BY e.at, e.id LIMIT ?",
        (limit,),
    )
    return [Arrival._make(row) for row in rows]


def by_id(database: Database, events: Sequence[int]) -> list[Arrival]:
    """Return events by their numbers."""
    rows = database.rows(
        "SELECT e.id, e.customer, e.type, e.at, e.properties FROM json_each(?) w CROSS JOIN events e ON e.id = w.value",
        (array(sorted(set(events))),),
    )
    return [Arrival._make(row) for row in rows]


def consume(database: Database, events: Sequence[int]) -> None:
    """Take arrivals off the list."""
    database.sql.execute("DELETE FROM arrivals WHERE event IN (SELECT value FROM json_each(?))", (array(events),))


def since(database: Database, flow: int, at: int) -> int:
    """Show a flow the events again that concern it and happened from ``at`` on; return how many (backfill)."""
    done = database.sql.execute(
        "INSERT OR IGNORE INTO backfills SELECT i.flow, e.id FROM interests i"
        " JOIN events e INDEXED BY events_type ON e.type = i.type AND e.at >= ? WHERE i.flow = ?",
        (at, flow),
    )
    return done.rowcount


def shown(database: Database, limit: int) -> list[tuple[int, Arrival]]:
    """Return the next events that flows are shown again, each with the flow; the caller's transaction consumes them."""
    rows = database.rows(
        "SELECT b.flow, e.id, e.customer, e.type, e.at, e.properties FROM backfills b CROSS JOIN events e"
        " ON e.id = b.event ORDER BY e.at, e.id, b.flow LIMIT ?",
        (limit,),
    )
    return [(int(flow), Arrival._make(rest)) for flow, *rest in rows]


def seen(database: Database, rows: Sequence[tuple[int, int]]) -> None:
    """Take what flows were shown again off their lists: (flow, event)."""
    database.sql.executemany("DELETE FROM backfills WHERE flow = ? AND event = ?", rows)


def forget(database: Database, flow: int) -> None:
    """Show a flow nothing of the past any more."""
    database.sql.execute("DELETE FROM backfills WHERE flow = ?", (flow,))


def waiting(database: Database) -> bool:
    """Tell whether anything has arrived that no flow was asked about yet."""
    return any(database.row(f"SELECT 1 FROM {each} LIMIT 1") is not None for each in ("arrivals", "backfills"))  # noqa: S608 - tables of this program
