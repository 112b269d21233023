"""What people decide about running work: stops, campaigns' states, approvals, and the audit of it all (M12, G1, G2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from mactl.store.database import Database

PROGRAM = "mactl"  # who stopped a channel when a provider refused its credentials or balance


def stop(database: Database, scope: str, name: str, *, who: str, now: int, reason: str = "") -> None:
    """Forbid sending for a scope (all, campaign, channel) until it is resumed, inside the caller's transaction."""
    database.sql.execute("INSERT OR REPLACE INTO stops VALUES (?, ?, ?, ?, ?)", (scope, name, who, reason, now))


def resume(database: Database, scope: str, name: str) -> bool:
    """Lift a stop; return whether there was one."""
    return bool(database.sql.execute("DELETE FROM stops WHERE scope = ? AND name = ?", (scope, name)).rowcount)


def halt(database: Database, channel: str, reason: str, now: int) -> None:
    """Stop a channel because its provider refuses this account (M7); the next send by hand lifts it."""
    stop(database, "channel", channel, who=PROGRAM, now=now, reason=reason)


def lift_halt(database: Database, channel: str) -> bool:
    """Lift a stop that the program itself put on a channel; one that a person made stays."""
    done = database.sql.execute(
        "DELETE FROM stops WHERE scope = 'channel' AND name = ? AND who = ?", (channel, PROGRAM)
    )
    return bool(done.rowcount)


def hold(database: Database, campaign: str, reason: str, now: int) -> None:
    """Keep everybody else from serving a campaign while a send with a limit does; a stop by a person stands."""
    if not any(scope == "campaign" and name == campaign for scope, name, *_rest in stops(database)):
        stop(database, "campaign", campaign, who=PROGRAM, now=now, reason=reason)


def lift_hold(database: Database, campaign: str) -> bool:
    """Lift a hold; return whether there was one. A stop that a person made stays."""
    done = database.sql.execute(
        "DELETE FROM stops WHERE scope = 'campaign' AND name = ? AND who = ?", (campaign, PROGRAM)
    )
    return bool(done.rowcount)


def stops(database: Database) -> list[tuple[str, str, str, str, int]]:
    """Return the stops in force: (scope, name, who, reason, at)."""
    rows = database.rows("SELECT scope, name, who, reason, at FROM stops ORDER BY at")
    return [(str(a), str(b), str(c), str(d), int(e)) for a, b, c, d, e in rows]


def stopped(database: Database, campaign: str, channel: str, *, holding: bool = False) -> tuple[str, str] | None:
    """Return the stop (scope, who) that forbids a campaign on a channel, or None; ``holding``: its hold is ours."""
    row = database.row(
        "SELECT scope, who FROM stops WHERE scope = 'all' OR (scope = 'campaign' AND name = ? AND who <> ?)"
        " OR (scope = 'channel' AND name = ?) LIMIT 1",
        (campaign, PROGRAM if holding else "", channel),
    )
    return None if row is None else (str(row[0]), str(row[1]))


def write_audit(
    database: Database,
    *,
    who: str,
    what: str,
    now: int,
    about: str = "",
    digest: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Record what a person decided, inside the caller's transaction."""
    database.sql.execute(
        "INSERT INTO audit (at, who, what, object, digest, detail) VALUES (?, ?, ?, ?, ?, ?)",
        (now, who, what, about, digest, json.dumps(detail or {}, ensure_ascii=False)),
    )


class Decision(NamedTuple):
    """One entry of the audit log; ``detail`` is JSON."""

    at: int
    who: str
    what: str
    about: str
    detail: str


def audit(database: Database, limit: int, about: str = "") -> list[Decision]:
    """Return what people decided last, the latest first; with ``about`` only what names it."""
    rows = database.rows(
        "SELECT at, who, what, object, detail FROM audit WHERE :about = '' OR instr(object, :about) > 0 "
        "ORDER BY id DESC LIMIT :limit",
        {"about": about, "limit": limit},
    )
    return [Decision(*row) for row in rows]


def approve(database: Database, kind: str, name: str, digest: str, *, who: str, now: int) -> None:
    """Approve exactly this version of a campaign or flow."""
    database.sql.execute("INSERT OR REPLACE INTO approvals VALUES (?, ?, ?, ?, ?)", (kind, name, digest, who, now))


def approval(database: Database, kind: str, name: str, digest: str) -> tuple[str, int] | None:
    """Return who approved exactly this version, and when; None where nobody did."""
    row = database.row("SELECT who, at FROM approvals WHERE kind = ? AND name = ? AND digest = ?", (kind, name, digest))
    return None if row is None else (str(row[0]), int(row[1]))


def campaign_state(database: Database, campaign: str) -> tuple[str, str | None, int | None]:
    """Return a campaign's state, the schedule in force (JSON), and when it is next due; a draft has no row."""
    row = database.row("SELECT state, scheduled, next_due FROM campaigns WHERE id = ?", (campaign,))
    return ("draft", None, None) if row is None else (str(row[0]), row[1], row[2])


def set_campaign(
    database: Database,
    campaign: str,
    state: str,
    now: int,
    *,
    scheduled: str | None = None,
    next_due: int | None = None,
) -> None:
    """Move a campaign to ``state`` with its schedule, inside the caller's transaction."""
    database.sql.execute(
        "INSERT OR REPLACE INTO campaigns (id, state, scheduled, next_due, changed_at) VALUES (?, ?, ?, ?, ?)",
        (campaign, state, scheduled, next_due, now),
    )


def campaigns_due(database: Database, now: int) -> list[tuple[str, str, int]]:
    """Return the scheduled campaigns that are due: (id, schedule as JSON, planned instant)."""
    rows = database.rows(
        "SELECT id, scheduled, next_due FROM campaigns WHERE state = 'scheduled' AND next_due <= ?"
        " ORDER BY next_due, id",
        (now,),
    )
    return [(str(a), str(b), int(c)) for a, b, c in rows]
