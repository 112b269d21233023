"""The ledger's rows of flows: queued, let go on, taken back, and what became of them, for many enrolments at once.

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store.arrays import array
from mactl.store.database import Database


class Queued(NamedTuple):
    """A message to be queued for a visit of a step."""

    origin: int
    enrolment: int
    visit: int
    customer: int
    channel: str
    due: int


class Fate(NamedTuple):
    """What became of the message of a visit; ``first_due`` is when it was due, window and quiet hours considered."""

    state: str
    reason: str
    first_due: int


def queue(database: Database, messages: Sequence[Queued], now: int) -> None:
    """Queue messages; one that is in the ledger already stays as it is (M1)."""
    database.sql.executemany(
        "INSERT OR IGNORE INTO messages (origin, enrolment, visit, customer, channel, due, first_due, changed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*each, each.due, now) for each in messages],
    )


def release(database: Database, enrolments: Sequence[int], now: int) -> None:
    """Queue the delayed messages of enrolments that are due: nothing speaks against them any more."""
    database.sql.execute(
        "UPDATE messages SET state = 'queued', reason = NULL, changed_at = ?1 WHERE enrolment > 0"
        " AND enrolment IN (SELECT value FROM json_each(?2)) AND state = 'delayed' AND due <= ?1",
        (now, array(list(enrolments))),
    )


def take_back(database: Database, enrolments: Sequence[tuple[int, str]], now: int) -> None:
    """Skip what nobody has claimed yet, each enrolment's for its reason (F6)."""
    database.sql.executemany(
        "UPDATE messages SET state = 'skipped', reason = ?, slot_at = NULL, changed_at = ?"
        " WHERE enrolment = ? AND enrolment > 0 AND state IN ('queued', 'delayed')",
        [(reason, now, number) for number, reason in enrolments],
    )


def fates(database: Database, enrolments: Sequence[int]) -> dict[int, Fate | None]:
    """Return what became of the messages of enrolments' present visits: the last channel tried speaks for a fallback.

    None: it still waits or is on its way.
    """
    found: dict[int, Fate | None] = {}
    for number, state, reason, first_due in database.rows(
        "SELECT n.id, m.state, m.reason, m.first_due FROM json_each(?) w JOIN enrolments n ON n.id = w.value"
        " JOIN messages m ON m.enrolment = n.id AND m.visit = n.visit AND m.enrolment > 0 ORDER BY n.id, m.position",
        (array(list(enrolments)),),
    ):
        open_ = state in {"queued", "delayed", "sending"}
        found[number] = None if open_ else Fate(state, reason or "", first_due)
    return found
