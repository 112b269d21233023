"""Enrolments as people look at them: counted by step and outcome, listed, one with its trail."""

from __future__ import annotations

from typing import NamedTuple

from mactl.store.database import Database


class Standing(NamedTuple):
    """How many people of a flow's version stand at a step in a phase (open), or ended with an outcome (done)."""

    version: int
    state: str
    step: str
    phase: str
    outcome: str | None
    people: int
    held: int
    next_due: int | None


class Run(NamedTuple):
    """One enrolment, with its customer and flow."""

    id: int
    flow: str
    version: int
    customer: str
    key: str
    entered_at: int
    held: int
    state: str
    step: str
    phase: str
    due: int | None
    outcome: str | None
    ended_at: int | None


_RUN = (
    "SELECT n.id, f.id, v.number, c.customer_id, n.key, n.entered_at, n.held, n.state, n.step, n.phase, n.due,"
    " n.outcome, n.ended_at FROM enrolments n JOIN flows f ON f.number = n.flow"
    " JOIN flow_versions v ON v.id = n.version JOIN customers c ON c.id = n.customer"
)


def standings(database: Database, flow: int) -> list[Standing]:
    """Return where the people of a flow stand, and how it ended for the others."""
    rows = database.rows(
        "SELECT v.number, n.state, CASE n.state WHEN 'open' THEN n.step ELSE '' END AS at, n.phase, n.outcome,"
        " COUNT(*), SUM(n.held), MIN(n.due) FROM enrolments n JOIN flow_versions v ON v.id = n.version WHERE n.flow = ?"
        " GROUP BY v.number, n.state, at, n.phase, n.outcome ORDER BY n.state DESC, v.number DESC, at, n.phase",
        (flow,),
    )
    return [Standing._make(row) for row in rows]


def runs(database: Database, flow: int | None, customer: int | None, state: str, limit: int) -> list[Run]:
    """Return enrolments of a flow, of a customer, in a state ("" is any), the latest first."""
    rows = database.rows(
        f"{_RUN} WHERE (:flow IS NULL OR n.flow = :flow) AND (:customer IS NULL OR n.customer = :customer)"
        " AND (:state = '' OR n.state = :state) ORDER BY n.id DESC LIMIT :limit",
        {"flow": flow, "customer": customer, "state": state, "limit": limit},
    )
    return [Run._make(row) for row in rows]


class Attempt(NamedTuple):
    """A message of an enrolment's visit: the channel that was tried, and what became of it."""

    visit: int
    channel: str
    state: str
    reason: str


def attempts(database: Database, enrolment: int) -> list[Attempt]:
    """Return the messages of an enrolment, visit by visit, channels in the order in which they were tried."""
    rows = database.rows(
        "SELECT visit, channel, state, COALESCE(reason, '') FROM messages WHERE enrolment = ? AND enrolment > 0"
        " ORDER BY visit, position",
        (enrolment,),
    )
    return [Attempt._make(row) for row in rows]


def run(database: Database, enrolment: int) -> Run | None:
    """Return one enrolment, or None."""
    row = database.row(f"{_RUN} WHERE n.id = ?", (enrolment,))
    return None if row is None else Run._make(row)
