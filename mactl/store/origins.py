"""Where messages come from: the launches of campaigns (and the steps of flows), one row each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mactl.core.model.message import Channel, Mode
from mactl.store.database import Database

_COLUMNS = (
    "id, mode, kind, name, occurrence, channels, topic, version, definition, state, priority, audience, at, planned,"
    " spent, sends"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One launch. ``definition`` is the campaign as it was launched; ``spent`` is money in ten-thousandths."""

    id: int
    mode: Mode
    kind: str
    name: str
    occurrence: str
    channels: tuple[Channel, ...]
    topic: str
    version: str
    definition: Mapping[str, Any]
    state: str
    priority: int
    audience: int
    at: int
    planned: int
    spent: int
    sends: int


def _origin(row: tuple[Any, ...]) -> Origin:
    names = _COLUMNS.split(", ")
    values = dict(zip(names, row, strict=True))
    return Origin(**{**values, "definition": json.loads(row[8]), "channels": tuple(row[5].split(","))})


def find(database: Database, name: str, occurrence: str | None = None, kind: str = "campaign") -> list[Origin]:
    """Return the launches of a campaign, the latest occurrence first; of one occurrence where it is named."""
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM origins WHERE kind = ? AND name = ? AND (? IS NULL OR occurrence = ?)"  # noqa: S608
        " ORDER BY planned DESC, id",
        (kind, name, occurrence, occurrence),
    )
    return [_origin(row) for row in rows]


def by_id(database: Database, number: int) -> Origin:
    """Return the origin with this row id."""
    row = database.row(f"SELECT {_COLUMNS} FROM origins WHERE id = ?", (number,))  # noqa: S608
    assert row is not None
    return _origin(row)


def used_up(database: Database, origin: Origin) -> tuple[int, int]:
    """Return the money and messages reserved and spent against a budget: a launch's own, or those of a whole flow."""
    row = database.row(
        "SELECT COALESCE(SUM(spent), 0), COALESCE(SUM(sends), 0) FROM origins"
        " WHERE id = :id OR (:kind = 'flow' AND kind = 'flow' AND mode = :mode AND name = :name)",
        {"id": origin.id, "kind": origin.kind, "mode": origin.mode, "name": origin.name},
    )
    assert row is not None
    return int(row[0]), int(row[1])


def running(database: Database) -> list[Origin]:
    """Return the launches at work, in the order in which dispatch serves them."""
    rows = database.rows(f"SELECT {_COLUMNS} FROM origins WHERE state = 'running' ORDER BY priority, id")  # noqa: S608
    return [_origin(row) for row in rows]


def everything(database: Database) -> list[Origin]:
    """Return all launches, the latest first."""
    return [_origin(row) for row in database.rows(f"SELECT {_COLUMNS} FROM origins ORDER BY at DESC, id DESC")]  # noqa: S608


def create(database: Database, *, definition: Mapping[str, Any], **columns: object) -> int:
    """Insert a running launch inside the caller's transaction and return its row id."""
    values = {**columns, "definition": json.dumps(definition, ensure_ascii=False), "state": "running"}
    marks = ", ".join("?" * len(values))
    done = database.sql.execute(
        f"INSERT INTO origins ({', '.join(values)}) VALUES ({marks})",  # noqa: S608 - the names are this program's own
        list(values.values()),
    )
    assert done.lastrowid is not None
    return done.lastrowid


def widen(database: Database, origin: int, people: int, now: int) -> None:
    """Add people to a launch's audience and let it run again, inside the caller's transaction."""
    database.sql.execute("UPDATE origins SET audience = audience + ? WHERE id = ?", (people, origin))
    set_state(database, origin, "running", now)


def record_missed(database: Database, name: str, occurrence: str, version: str, now: int) -> None:
    """Record an occurrence that was due while nothing ran, and that a later one replaced (T5)."""
    database.sql.execute(
        "INSERT OR IGNORE INTO origins (mode, kind, name, occurrence, channels, version, definition, state, at,"
        " planned) VALUES ('live', 'campaign', ?, ?, '', ?, '{}', 'missed', ?, ?)",
        (name, occurrence, version, now, now),
    )


def set_state(database: Database, origin: int, state: str, now: int) -> None:
    """Move a launch to ``state`` inside the caller's transaction; a finished one keeps the instant of its end."""
    database.sql.execute(
        "UPDATE origins SET state = ?, finished_at = CASE WHEN ? IN ('finished', 'cancelled') THEN ? END WHERE id = ?",
        (state, state, now, origin),
    )


def set_channels(database: Database, origin: int, channels: Sequence[str]) -> None:
    """Let an origin go out on other channels: the settings gave one credentials, or took them away."""
    database.sql.execute("UPDATE origins SET channels = ? WHERE id = ?", (",".join(channels), origin))


_WAITING = (  # the first is answered by an index, however many wait
    "SELECT 1 FROM messages WHERE origin = ? AND state IN ('queued', 'delayed') LIMIT 1",
    "SELECT 1 FROM messages WHERE origin = ? AND state = 'sending' LIMIT 1",
    "SELECT 1 FROM hearings WHERE origin = ? LIMIT 1",
    "SELECT 1 FROM broadcasts WHERE origin = ? AND state IN ('queued', 'sending') LIMIT 1",
)


def finish_if_done(database: Database, origin: int, now: int) -> bool:
    """Mark a running launch finished when nothing of it is queued, delayed or on its way; return whether it is."""
    if any(database.row(question, (origin,)) for question in _WAITING):
        return False
    set_state(database, origin, "finished", now)
    return True


def spend(database: Database, origin: int, cost: int, sends: int) -> None:
    """Add to what a launch has reserved and spent, inside the caller's transaction; less than 0 gives back."""
    if cost or sends:
        database.sql.execute(
            "UPDATE origins SET spent = spent + ?, sends = sends + ? WHERE id = ?", (cost, sends, origin)
        )
