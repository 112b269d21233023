"""The ledger's rows of flows: queued, let go on, taken back, and what became of them, for many enrolments at once.

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from mactl.store import grants, many
from mactl.store.arrays import array
from mactl.store.database import Database


class Queued(NamedTuple):
    """A message to be queued for a visit of a step; its lateness counts from ``first_due`` (T5)."""

    origin: int
    enrolment: int
    visit: int
    customer: int
    channel: str
    due: int
    first_due: int


class Fate(NamedTuple):
    """What became of the message of a visit; ``first_due`` is when it was due, window and quiet hours considered."""

    state: str
    reason: str
    first_due: int


def queue(database: Database, messages: Sequence[Queued], now: int) -> None:
    """Queue messages; one that is in the ledger already stays as it is (M1)."""
    head = (
        "INSERT OR IGNORE INTO messages (changed_at, origin, enrolment, visit, customer, channel, due, first_due)"
        " VALUES "
    )
    many.insert(database, head, "(?1, ?, ?, ?, ?, ?, ?, ?)", list(chain.from_iterable(messages)), 7, now)


def release(database: Database, enrolments: Sequence[int], now: int) -> None:
    """Queue the delayed messages of enrolments that are due: nothing speaks against them any more.

    That the gap has put one off stays known (engine/precedence.py).
    """
    database.sql.execute(
        "UPDATE messages SET state = 'queued', reason = iif(reason = 'gap', reason, NULL), changed_at = ?1"
        " WHERE enrolment > 0 AND enrolment IN (SELECT value FROM json_each(?2)) AND state = 'delayed' AND due <= ?1",
        (now, array(list(enrolments))),
    )


def take_back(database: Database, enrolments: Sequence[tuple[int, str]], now: int) -> None:
    """Skip what nobody has claimed yet, each enrolment's for its reason (F6)."""
    database.sql.executemany(
        "UPDATE messages SET state = 'skipped', reason = ?, slot_at = NULL, changed_at = ?"
        " WHERE enrolment = ? AND enrolment > 0 AND state IN ('queued', 'delayed')",
        [(reason, now, number) for number, reason in enrolments],
    )
    if enrolments and database.row("SELECT 1 FROM grants LIMIT 1") is not None:
        rows = database.rows(
            "SELECT id FROM messages WHERE enrolment > 0 AND enrolment IN (SELECT value FROM json_each(?))"
            " AND state = 'skipped'",
            (array([number for number, _reason in enrolments]),),
        )
        grants.withdraw(database, [int(row[0]) for row in rows], now)


def call_off(database: Database, messages: Sequence[int], now: int) -> None:
    """Skip what would go out next for visits of ``messages`` that journeys left while these were on their way (F6).

    A goal or an edit could not take back what was claimed; its retry and its fallback are not wanted any more.
    """
    rows = database.rows(
        "SELECT m.id, COALESCE(n.outcome, 'cancelled') FROM json_each(?) w JOIN messages o ON o.id = w.value"
        " JOIN enrolments n ON n.id = o.enrolment AND (n.phase <> 'sending' OR n.visit <> o.visit)"
        " JOIN messages m ON m.enrolment = o.enrolment AND m.visit = o.visit AND m.enrolment > 0"
        " WHERE o.enrolment > 0 AND m.state IN ('queued', 'delayed')",
        (array(list(messages)),),
    )
    gone = {int(number): str(reason) for number, reason in rows}
    database.sql.executemany(
        "UPDATE messages SET state = 'skipped', reason = ?, slot_at = NULL, changed_at = ? WHERE id = ?",
        [(reason, now, number) for number, reason in gone.items()],
    )
    grants.withdraw(database, list(gone), now)


def hurry(database: Database, customer: int, channel: str, now: int) -> None:
    """Let the gates look at a customer's delayed messages of flows on a channel now: a consent was withdrawn (F6)."""
    database.sql.execute(
        "UPDATE messages SET due = min(due, ?) WHERE enrolment > 0 AND channel = ? AND state = 'delayed'"
        " AND enrolment IN (SELECT id FROM enrolments WHERE customer = ? AND state = 'open' AND phase = 'sending')",
        (now, channel, customer),
    )


def hold(database: Database, flow: str, state: str) -> None:
    """Let the messages of a flow wait (paused) or go (running); claimed ones go all the same (M12)."""
    database.sql.execute("UPDATE origins SET state = ? WHERE kind = 'flow' AND name = ?", (state, flow))


def renew(database: Database, flow: str, now: int) -> None:
    """Let the lateness of a flow's waiting messages count from ``now``: a person held them and lets them go on (T5)."""
    database.sql.execute(
        "UPDATE messages SET first_due = ?1 WHERE first_due < ?1 AND state IN ('queued', 'delayed')"
        " AND origin IN (SELECT id FROM origins WHERE kind = 'flow' AND name = ?2)",
        (now, flow),
    )


def overdue(database: Database, enrolments: Sequence[int], now: int) -> set[int]:
    """Return those of ``enrolments`` whose message is due and that nobody has claimed."""
    rows = database.rows(
        "SELECT m.enrolment FROM json_each(?) w JOIN messages m ON m.enrolment = w.value AND m.enrolment > 0"
        " WHERE m.state IN ('queued', 'delayed') AND m.due <= ?",
        (array(list(enrolments)), now),
    )
    return {int(row[0]) for row in rows}


def beyond_recall(database: Database, enrolments: Sequence[int]) -> set[int]:
    """Return those of ``enrolments`` whose present step has a message that was claimed, or has met its fate."""
    rows = database.rows(
        "SELECT n.id FROM json_each(?) w JOIN enrolments n ON n.id = w.value JOIN messages m ON m.enrolment = n.id"
        " AND m.visit = n.visit AND m.enrolment > 0 WHERE m.state NOT IN ('queued', 'delayed')",
        (array(list(enrolments)),),
    )
    return {int(row[0]) for row in rows}


def links(database: Database, origin: int, channel: str) -> list[str]:
    """Return where the links of a flow's step lead, by their numbers from 0 on."""
    rows = database.rows("SELECT url FROM links WHERE origin = ? AND channel = ? ORDER BY number", (origin, channel))
    return [str(row[0]) for row in rows]


def fates(database: Database, enrolments: Sequence[int]) -> dict[int, Fate | None]:
    """Return what became of the messages of enrolments' present visits: the last channel tried speaks for a fallback.

    None: it still waits or is on its way, or a receipt is waited for.
    """
    found: dict[int, Fate | None] = {}
    for number, state, reason, first_due, waits in database.rows(
        "SELECT n.id, m.state, m.reason, m.first_due, h.due FROM json_each(?) w JOIN enrolments n ON n.id = w.value"
        " JOIN messages m ON m.enrolment = n.id AND m.visit = n.visit AND m.enrolment > 0"
        " LEFT JOIN hearings h ON h.message = m.id ORDER BY n.id, m.position",
        (array(list(enrolments)),),
    ):
        open_ = state in {"queued", "delayed", "sending"} or waits is not None
        found[number] = None if open_ else Fate(state, reason or "", first_due)
    return found
