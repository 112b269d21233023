"""Starts that come due with no event to announce them, kept by the instant at which they do (rule E5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mactl.core.segments.sql import Sql
from mactl.store.arrays import array
from mactl.store.database import Database

FLOW = 0  # the person of a clock that is the flow's as a whole
SETTLED = "\x1f"  # begins the mark of a clock whose person is let in whatever the trigger says; no event's key does
ASKED = f"{SETTLED}start:"  # another flow has set it, or a person
CALLED = f"{SETTLED}run:"  # the trigger has called its person, as one of a crowd or before it was edited


class ClockRow(NamedTuple):
    """A clock of a flow: at ``due`` it may start it for ``person`` (0: for all whom it is for)."""

    flow: int
    person: int
    mark: str
    due: int
    anchor: int
    event: int | None


def set_all(database: Database, clocks: Iterable[ClockRow]) -> None:
    """Set clocks, each in place of the one with the same flow, person and mark."""
    database.sql.executemany("INSERT OR REPLACE INTO clocks VALUES (?, ?, ?, ?, ?, ?)", clocks)


def set_new(database: Database, clocks: Iterable[ClockRow]) -> None:
    """Set clocks; one with the same flow, person and mark that is set already goes on as it is."""
    database.sql.executemany("INSERT OR IGNORE INTO clocks VALUES (?, ?, ?, ?, ?, ?)", clocks)


def standing(database: Database, flow: int, keys: Sequence[tuple[int, str]]) -> list[ClockRow]:
    """Return the clocks of a flow that are set for ``keys``, each a person and a mark."""
    rows = database.rows(
        "SELECT c.flow, c.person, c.mark, c.due, c.anchor, c.event FROM json_each(?) w"
        " CROSS JOIN clocks c ON c.flow = ? AND c.person = w.value ->> 0 AND c.mark = w.value ->> 1",
        (array(keys), flow),
    )
    return [ClockRow._make(row) for row in rows]


def set_crowd(database: Database, where: Sql, clock: ClockRow) -> None:
    """Set a clock like ``clock`` for everybody for whom ``where`` (over ``customers AS c``) holds."""
    database.sql.execute(
        "INSERT OR REPLACE INTO clocks SELECT ?, c.id, ?, ?, ?, ? FROM customers AS c"  # noqa: S608 - conditions are compiled
        f" WHERE {where.text}",
        (clock.flow, clock.mark, clock.due, clock.anchor, clock.event, *where.params),
    )


def drop(database: Database, flow: int, people: Sequence[int]) -> None:
    """Remove the unmarked clocks of people in a flow."""
    database.sql.execute(
        "DELETE FROM clocks WHERE flow = ? AND mark = '' AND person IN (SELECT value FROM json_each(?))",
        (flow, array(list(people))),
    )


def due(database: Database, now: int, limit: int) -> list[ClockRow]:
    """Return the clocks that are due, the earliest first."""
    rows = database.rows(
        "SELECT flow, person, mark, due, anchor, event FROM clocks WHERE due <= ?"
        " ORDER BY due, flow, person, mark LIMIT ?",
        (now, limit),
    )
    return [ClockRow._make(row) for row in rows]


def unsettled(database: Database, flow: int, now: int, limit: int) -> list[ClockRow]:
    """Return the clocks of a flow that are due, and of which its trigger is still to say whom they let in."""
    rows = database.rows(
        "SELECT flow, person, mark, due, anchor, event FROM clocks WHERE due <= ? AND flow = ?"
        " AND substr(mark, 1, 1) <> ? ORDER BY due, person, mark LIMIT ?",
        (now, flow, SETTLED, limit),
    )
    return [ClockRow._make(row) for row in rows]


def remove(database: Database, clocks: Sequence[ClockRow]) -> None:
    """Remove clocks that have been read, unless they were set anew meanwhile."""
    database.sql.executemany(
        "DELETE FROM clocks WHERE flow = ? AND person = ? AND mark = ? AND due = ?",
        [(clock.flow, clock.person, clock.mark, clock.due) for clock in clocks],
    )


def clear(database: Database, flow: int) -> None:
    """Remove all clocks of a flow."""
    database.sql.execute("DELETE FROM clocks WHERE flow = ?", (flow,))


def clear_unsettled(database: Database, flow: int) -> None:
    """Remove the clocks of a flow of which its trigger is still to say whom they let in."""
    database.sql.execute("DELETE FROM clocks WHERE flow = ? AND substr(mark, 1, 1) <> ?", (flow, SETTLED))


class Running(NamedTuple):
    """How many clocks of people run for a flow, and when the first of them is over; None: there is none."""

    clocks: int
    first: int | None


def running(database: Database, flow: int, person: int | None = None) -> Running:
    """Return what runs for a flow: for everybody, or for one ``person``."""
    whose, params = ("> 0", (flow,)) if person is None else ("= ?", (flow, person))
    row = database.row(f"SELECT COUNT(*), MIN(due) FROM clocks WHERE flow = ? AND person {whose}", params)  # noqa: S608 - of the line above
    assert row is not None
    return Running._make(row)
