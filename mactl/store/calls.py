"""Calls of web addresses: written with the step that asks for them, made by the tick, each until it is answered.

A call that was made and whose answer was lost is made again: it carries the same Idempotency-Key, by which whoever is
called can tell. Every function that writes runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store.database import Database


class NewCall(NamedTuple):
    """A call to be made; ``request`` is JSON with url, headers and body, secrets unread.

    A ``detail`` says why it cannot be made at all.
    """

    enrolment: int
    visit: int
    flow: str
    step: str
    customer: int
    request: str
    due: int
    detail: str = ""


class DueCall(NamedTuple):
    """A call whose time has come."""

    id: int
    enrolment: int
    visit: int
    flow: str
    step: str
    request: str
    attempts: int


class Result(NamedTuple):
    """What came of a call: state "done", "failed", or "queued" again for ``due``."""

    id: int
    state: str
    code: str
    detail: str
    due: int
    attempts: int


def queue(database: Database, calls: Sequence[NewCall], now: int) -> None:
    """Queue calls, once for each visit of an enrolment; one that cannot be made is kept as failed, with why."""
    database.sql.executemany(
        "INSERT OR IGNORE INTO calls"
        " (enrolment, visit, flow, step, customer, request, due, detail, state, at, changed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*call, "failed" if call.detail else "queued", now, now) for call in calls],
    )


def due(database: Database, now: int, limit: int) -> list[DueCall]:
    """Return the next calls to be made."""
    rows = database.rows(
        "SELECT id, enrolment, visit, flow, step, request, attempts FROM calls WHERE state = 'queued' AND due <= ?"
        " ORDER BY due, id LIMIT ?",
        (now, limit),
    )
    return [DueCall._make(row) for row in rows]


def next_due(database: Database) -> int | None:
    """Return when the next call is to be made, or None."""
    row = database.row("SELECT MIN(due) FROM calls WHERE state = 'queued'")
    return None if row is None or row[0] is None else int(row[0])


def settle(database: Database, results: Sequence[Result], now: int) -> None:
    """Write down what came of calls."""
    database.sql.executemany(
        "UPDATE calls SET state = ?, code = ?, detail = ?, due = ?, attempts = ?, changed_at = ? WHERE id = ?",
        [(r.state, r.code, r.detail, r.due, r.attempts, now, r.id) for r in results],
    )
