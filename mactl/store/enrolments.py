"""People on their journeys: one row an enrolment, read by who is due, written many at once (rules E4, F3, B5).

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import orjson

from mactl.core.flows.state import Phase
from mactl.store.arrays import array
from mactl.store.database import Database

_COLUMNS = (
    "n.id, n.flow, n.version, n.customer, n.key, n.event, n.entered_at, n.anchor, n.held, n.step, n.phase, n.visit,"
    " n.since, n.due, n.passed, c.customer_id, c.time_zone, c.owner, e.type, e.at, e.properties"
)
_FROM = "FROM enrolments n JOIN customers c ON c.id = n.customer LEFT JOIN events e ON e.id = n.event"
# The index's own words, so that it is used however many wait.
_DUE = "n.due IS NOT NULL AND n.phase <> 'parked' AND n.due <= ?"


class EnrolmentRow(NamedTuple):
    """An open enrolment, with what a turn must know of its customer and of the event that let it in."""

    id: int
    flow: int
    version: int
    customer: int
    key: str
    event: int | None
    entered_at: int
    anchor: int
    held: int
    step: str
    phase: Phase
    visit: int
    since: int
    due: int | None
    passed: str
    customer_id: str
    time_zone: str | None
    owner: str | None
    event_type: str | None
    event_at: int | None
    properties: str | None

    def steps_passed(self) -> frozenset[str]:
        """Return which steps of this version were done in an earlier one (F2)."""
        return frozenset(orjson.loads(self.passed)) if self.passed else frozenset()


class Entry(NamedTuple):
    """A person who enters: ``event`` let them in at ``entered_at``, the steps' times count from ``anchor``.

    ``since`` is when the first step may begin.
    """

    flow: int
    version: int
    customer: int
    key: str
    event: int | None
    entered_at: int
    anchor: int
    held: int
    step: str
    since: int


class Moved(NamedTuple):
    """Where an enrolment stands after a turn; the order of the statement that writes it."""

    anchor: int
    step: str
    phase: str
    visit: int
    since: int
    due: int | None
    id: int


def due(database: Database, now: int, limit: int, blocked: Sequence[int] = ()) -> list[EnrolmentRow]:
    """Return the enrolments that are due, the earliest first; those of ``blocked`` versions are left where they are."""
    kept = " AND n.version NOT IN (SELECT value FROM json_each(?))" if blocked else ""
    rows = database.sql.execute(
        f"SELECT {_COLUMNS} {_FROM} WHERE {_DUE}{kept} ORDER BY n.due, n.id LIMIT ?",
        (now, array(list(blocked)), limit) if blocked else (now, limit),
    )
    return [EnrolmentRow._make(row) for row in rows]


def load(database: Database, ids: Sequence[int]) -> list[EnrolmentRow]:
    """Return open enrolments by their numbers, in that order."""
    rows = database.sql.execute(
        f"SELECT {_COLUMNS} FROM json_each(?) w JOIN enrolments n ON n.id = w.value"  # noqa: S608
        " JOIN customers c ON c.id = n.customer LEFT JOIN events e ON e.id = n.event"
        " WHERE n.state = 'open' ORDER BY w.key",
        (array(list(ids)),),
    )
    return [EnrolmentRow._make(row) for row in rows]


def of_flow(database: Database, flow: int, phases: Sequence[str], after: int, limit: int) -> list[int]:
    """Return the open enrolments of a flow in one of ``phases``, in pages: those after number ``after``."""
    rows = database.rows(
        "SELECT id FROM enrolments WHERE flow = ? AND state = 'open' AND id > ?"
        " AND phase IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?",
        (flow, after, array(list(phases)), limit),
    )
    return [int(row[0]) for row in rows]


def held_up(database: Database, flow: int, now: int, after: int, limit: int) -> list[int]:
    """Return the open enrolments of a flow that are parked or were due by ``now``, in pages as ``of_flow``."""
    rows = database.rows(
        "SELECT id FROM enrolments WHERE flow = ? AND state = 'open' AND id > ? AND (phase = 'parked' OR due <= ?)"
        " ORDER BY id LIMIT ?",
        (flow, after, now, limit),
    )
    return [int(row[0]) for row in rows]


def count_open(database: Database, flow: int) -> int:
    """Return how many people are inside a flow."""
    return database.number("SELECT COUNT(*) FROM enrolments WHERE flow = ? AND state = 'open'", (flow,))


def standing(database: Database, flow: int) -> list[tuple[int, str, str, int]]:
    """Return how many people are inside a flow, by version, step and phase."""
    rows = database.rows(
        "SELECT version, step, phase, COUNT(*) FROM enrolments WHERE flow = ? AND state = 'open' GROUP BY 1, 2, 3"
        " ORDER BY 1, 2, 3",
        (flow,),
    )
    return [(int(version), str(step), str(phase), int(people)) for version, step, phase, people in rows]


def steps_of_others(database: Database, flow: int, version: int) -> dict[str, int]:
    """Return how many people are inside other versions of a flow, by the step where they stand."""
    rows = database.rows(
        "SELECT step, COUNT(*) FROM enrolments WHERE flow = ? AND state = 'open' AND version <> ? GROUP BY step",
        (flow, version),
    )
    return {str(step): int(people) for step, people in rows}


def of_others(database: Database, flow: int, version: int, after: int, limit: int) -> list[int]:
    """Return the open enrolments of other versions of a flow, in pages: those after number ``after``."""
    rows = database.rows(
        "SELECT id FROM enrolments WHERE flow = ? AND state = 'open' AND version <> ? AND id > ? ORDER BY id LIMIT ?",
        (flow, version, after, limit),
    )
    return [int(row[0]) for row in rows]


def set_version(database: Database, rows: Sequence[tuple[int, Collection[str], int]]) -> None:
    """Give enrolments another version of their flow: (version, the steps of it that were done before, enrolment)."""
    database.sql.executemany(
        "UPDATE enrolments SET version = ?, passed = ? WHERE id = ?",
        [(version, array(sorted(passed)) if passed else "", number) for version, passed, number in rows],
    )


def wake(database: Database, enrolments: Sequence[int], at: int) -> None:
    """Let enrolments be looked at from ``at`` on."""
    database.sql.execute(
        "UPDATE enrolments SET due = ? WHERE state = 'open' AND id IN (SELECT value FROM json_each(?))",
        (at, array(list(enrolments))),
    )


def enter(database: Database, entry: Entry) -> int | None:
    """Open an enrolment and return its number; None where one is open for this flow, customer and key (E4)."""
    done = database.sql.execute(
        "INSERT OR IGNORE INTO enrolments (flow, version, customer, key, event, entered_at, anchor, held, step, since,"
        " due, phase, visit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'arriving', 0)",
        (*entry, entry.since),
    )
    return done.lastrowid if done.rowcount else None


def move(database: Database, moves: Sequence[Moved]) -> None:
    """Write where enrolments stand now."""
    database.sql.executemany(
        "UPDATE enrolments SET anchor = ?, step = ?, phase = ?, visit = ?, since = ?, due = ? WHERE id = ?", moves
    )


def finish(database: Database, ended: Sequence[tuple[str, int, int]]) -> None:
    """End enrolments, each as (outcome, instant, number); nothing wakes them any more."""
    database.sql.executemany(
        "UPDATE enrolments SET state = 'done', phase = 'done', outcome = ?, ended_at = ?, due = NULL WHERE id = ?",
        ended,
    )


def wake_settled(database: Database, messages: Sequence[int]) -> None:
    """Wake the enrolments whose messages have settled, unless a fallback goes on: its next channel is queued, or a
    receipt is waited for.

    One that is delayed wakes its enrolment when it comes due, so that goal, exits and filter are looked at again.
    """
    database.sql.execute(
        "UPDATE enrolments SET due = CASE WHEN m.state = 'delayed' THEN m.due ELSE m.first_due END"
        " FROM (SELECT m.enrolment, m.visit, m.state, m.due, m.first_due FROM json_each(?) w"
        "   JOIN messages m ON m.id = w.value WHERE m.enrolment > 0 AND m.state <> 'queued' AND NOT EXISTS ("
        "   SELECT 1 FROM messages o WHERE o.enrolment = m.enrolment AND o.visit = m.visit AND o.enrolment > 0"
        "   AND o.id <> m.id AND o.state IN ('queued', 'delayed', 'sending'))"
        "   AND NOT EXISTS (SELECT 1 FROM hearings h WHERE h.message = m.id)) AS m"
        " WHERE enrolments.id = m.enrolment AND enrolments.visit = m.visit AND enrolments.phase = 'sending'",
        (array(list(messages)),),
    )


class Passage(NamedTuple):
    """One earlier or present enrolment of a person in a flow, for re-entry (E4)."""

    key: str
    state: str
    entered_at: int
    ended_at: int | None
    event: int | None
    anchor: int


def passages(database: Database, flow: int, customers: Sequence[int]) -> dict[int, list[Passage]]:
    """Return what enrolments customers have had in a flow, by customer, in the order of their entries."""
    found: dict[int, list[Passage]] = {}
    for customer, *rest in database.rows(
        "SELECT n.customer, n.key, n.state, n.entered_at, n.ended_at, n.event, n.anchor FROM json_each(?) w"
        " JOIN enrolments n ON n.customer = w.value AND n.flow = ? ORDER BY n.id",
        (array(sorted(set(customers))), flow),
    ):
        found.setdefault(customer, []).append(Passage._make(rest))
    return found
