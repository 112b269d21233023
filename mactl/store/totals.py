"""Counting the messages of a launch by where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.store.database import Database


def totals(database: Database, origin: int) -> list[tuple[str, str, str | None, int]]:
    """Return (channel, state, reason, messages) of a launch, all attempts of a fallback counted."""
    rows = database.rows(
        "SELECT channel, state, reason, COUNT(*) FROM messages WHERE origin = ? GROUP BY channel, state, reason",
        (origin,),
    )
    return [(str(a), str(b), c, int(n)) for a, b, c, n in rows]


def final_totals(database: Database, origin: int) -> list[tuple[str, str, str | None, int]]:
    """Return (channel, state, reason, people) of a fallback's launch: each person by the last attempt."""
    rows = database.rows(
        "SELECT channel, state, reason, COUNT(*) FROM ("
        " SELECT channel, state, reason, MAX(position) FROM messages WHERE origin = ?"
        " GROUP BY enrolment, visit, customer"
        ") GROUP BY channel, state, reason",
        (origin,),
    )
    return [(str(a), str(b), c, int(n)) for a, b, c, n in rows]


def waiting(database: Database, origin: int) -> int:
    """Return how many messages of a launch are queued, delayed or on their way."""
    return database.number(
        "SELECT COUNT(*) FROM messages WHERE origin = ? AND state IN ('queued', 'delayed', 'sending')", (origin,)
    )


def first_fault(database: Database) -> str | None:
    """Return what was wrong with the first message that could not be made, or None (of a rehearsal's ledger)."""
    row = database.row("SELECT detail FROM messages WHERE state = 'failed' AND reason = 'content' LIMIT 1")
    return None if row is None else str(row[0])


def stopping_fault(database: Database) -> str | None:
    """Return what keeps a rehearsed campaign from being sent: what cannot be made, or a channel that takes none.

    What a provider refuses to one person (a name that is too long) is that person's alone, while others get theirs.
    """
    row = database.row(
        "SELECT detail FROM messages m WHERE state = 'failed' AND reason = 'content' AND (code IS NULL OR NOT EXISTS"
        " (SELECT 1 FROM messages o WHERE o.channel = m.channel AND o.state = 'sent')) LIMIT 1"
    )
    return None if row is None else str(row[0])


def spent(database: Database, origin: int) -> tuple[int, int]:
    """Return the cost (ten-thousandths) of a launch's messages that went out, and the parts billed for its SMS."""
    row = database.row(
        "SELECT COALESCE(SUM(cost), 0), COALESCE(SUM(CASE channel WHEN 'sms' THEN parts END), 0) FROM messages"
        " WHERE origin = ? AND sent_at IS NOT NULL",
        (origin,),
    )
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


def last_due(database: Database, launches: Sequence[int]) -> int | None:
    """Return the latest instant at which a waiting message of these launches comes due, or None."""
    marks = ", ".join("?" * len(launches))
    row = database.row(
        f"SELECT MAX(due) FROM messages WHERE origin IN ({marks}) AND state IN ('queued', 'delayed')",  # noqa: S608
        launches,
    )
    return None if row is None or row[0] is None else int(row[0])
