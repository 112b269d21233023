"""Scheduled reports: when they come next, and the posts claimed before anything leaves (exactly once an instant)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mactl.clock import DAY, HOUR, MINUTE
from mactl.store.database import Database

ATTEMPTS = 5
_ABANDONED = HOUR  # a post claimed so long ago was claimed by a process that died: it may have gone out


class Post(NamedTuple):
    """One report on its way to one target, for a planned instant."""

    name: str
    planned: int
    target: str
    attempts: int = 0


def plans(database: Database) -> dict[str, tuple[str, int]]:
    """Return the plan and the next instant of every report that is scheduled."""
    return {row[0]: (row[1], row[2]) for row in database.rows("SELECT name, plan, next_due FROM report_plans")}


def replan(database: Database, due: Mapping[str, tuple[str, int]]) -> None:
    """Make the plans what ``due`` says: (plan, next instant) by name."""
    with database.transaction() as sql:
        sql.execute("DELETE FROM report_plans")
        sql.executemany("INSERT INTO report_plans VALUES (?, ?, ?)", [(name, *each) for name, each in due.items()])


def claim(database: Database, name: str, planned: int, following: int | None, targets: Iterable[str], now: int) -> None:
    """Write down that a report is due at its targets, waiting, and when it comes next; once for each instant."""
    with database.transaction() as sql:
        for target in targets:
            sql.execute(
                "INSERT OR IGNORE INTO report_posts (name, planned, target, state, due, at)"
                " VALUES (?, ?, ?, 'waiting', ?, ?)",
                (name, planned, target, now, now),
            )
        sql.execute("UPDATE report_plans SET next_due = ? WHERE name = ?", (following or 2**62, name))


def take(database: Database, now: int) -> list[Post]:
    """Take the posts that wait and are due: from here on each is this process's alone."""
    with database.transaction() as sql:
        sql.execute(
            "UPDATE report_posts SET state = 'unknown', at = ? WHERE state = 'claimed' AND at < ?",
            (now, now - _ABANDONED),
        )
        rows = sql.execute(
            "SELECT name, planned, target, attempts FROM report_posts WHERE state = 'waiting' AND due <= ?"
            " ORDER BY planned, name, target",
            (now,),
        ).fetchall()
        sql.execute(
            "UPDATE report_posts SET state = 'claimed', attempts = attempts + 1, at = ?"
            " WHERE state = 'waiting' AND due <= ?",
            (now, now),
        )
    return [Post(name, planned, target, attempts + 1) for name, planned, target, attempts in rows]


def settle(database: Database, post: Post, state: str, detail: str, now: int) -> None:
    """Write down what came of a post; one to be tried again waits longer each time, and fails after ``ATTEMPTS``."""
    if state == "waiting" and post.attempts >= ATTEMPTS:
        state = "failed"
    due = now + (5 * MINUTE << post.attempts)
    with database.transaction() as sql:
        sql.execute(
            "UPDATE report_posts SET state = ?, detail = ?, due = ?, at = ?"
            " WHERE name = ? AND planned = ? AND target = ?",
            (state, detail, due, now, post.name, post.planned, post.target),
        )


def first_told(database: Database, key: str, now: int) -> bool:
    """Tell whether trouble was not told within a day, and write down that it is now."""
    with database.transaction() as sql:
        sql.execute("DELETE FROM alerts WHERE at < ?", (now - DAY,))
        return sql.execute("INSERT OR IGNORE INTO alerts VALUES (?, ?)", (key, now)).rowcount > 0


def untold(database: Database, key: str) -> None:
    """Forget that trouble was told: it could not be."""
    with database.transaction() as sql:
        sql.execute("DELETE FROM alerts WHERE key = ?", (key,))


def silent_since(database: Database, now: int) -> tuple[int | None, int] | None:
    """Return (last tick, what was due first) where work waited for more than an hour without a tick, else None."""
    due = database.row(
        "SELECT MIN(at) FROM ("
        "SELECT MIN(next_due) AS at FROM campaigns WHERE state = 'scheduled'"
        " UNION ALL SELECT MIN(next_due) FROM report_plans"
        " UNION ALL SELECT MIN(m.due) FROM origins o JOIN messages m ON m.origin = o.id"
        " WHERE o.state = 'running' AND m.state IN ('queued', 'delayed'))"
    )
    fact = database.fact("last_tick")
    last = None if fact is None else int(fact)
    if due is None or due[0] is None or due[0] > now - HOUR or (last is not None and last >= due[0]):
        return None
    return last, int(due[0])
