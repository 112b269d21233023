"""Flows that were activated: their state, their versions, and which events concern them (rules E3, F1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mactl.store.database import Database

_COLUMNS = "number, id, state, version, since, activated_at, changed_at, resumed_at"


class FlowRow(NamedTuple):
    """An activated flow. ``version`` is what people enter; no event older than ``since`` lets anybody in."""

    number: int
    id: str
    state: str  # active, paused, stopped
    version: int
    since: int
    activated_at: int
    changed_at: int
    resumed_at: int  # when it went on after its last pause; 0: it never paused


class Version(NamedTuple):
    """A version of a flow: ``number`` counts them from 1; ``definition`` is its program as canonical JSON."""

    id: int
    flow: int
    number: int
    digest: str
    definition: str
    at: int


class FlowText(NamedTuple):
    """The template of a flow's message at ``step`` on a channel; ``digest`` is of the bytes of all its files."""

    step: str
    channel: str
    template: str
    digest: str


def everything(database: Database) -> list[FlowRow]:
    """Return all flows that ever were activated, in that order."""
    return [FlowRow._make(row) for row in database.rows(f"SELECT {_COLUMNS} FROM flows ORDER BY number")]  # noqa: S608


def find(database: Database, name: str) -> FlowRow | None:
    """Return the activated flow with this id, or None."""
    row = database.row(f"SELECT {_COLUMNS} FROM flows WHERE id = ?", (name,))  # noqa: S608
    return None if row is None else FlowRow._make(row)


def activate(database: Database, name: str, version: Version, *, since: int, now: int) -> None:
    """Let people enter ``version`` of a flow from now on, inside the caller's transaction; a paused one stays so."""
    database.sql.execute(
        "UPDATE flows SET state = iif(state = 'paused', state, 'active'), version = ?, since = ?, activated_at = ?,"
        " changed_at = ? WHERE id = ?",
        (version.id, since, now, now, name),
    )


def number(database: Database, name: str, now: int) -> int:
    """Return the number of a flow, giving it one the first time: stopped, with no version yet."""
    database.sql.execute(
        "INSERT OR IGNORE INTO flows (id, state, version, since, activated_at, changed_at)"
        " VALUES (?, 'stopped', 0, ?, ?, ?)",
        (name, now, now, now),
    )
    return database.number("SELECT number FROM flows WHERE id = ?", (name,))


def set_state(database: Database, name: str, state: str, now: int) -> None:
    """Move a flow to ``state`` inside the caller's transaction."""
    database.sql.execute("UPDATE flows SET state = ?, changed_at = ? WHERE id = ?", (state, now, name))


def resume(database: Database, name: str, now: int) -> None:
    """Let a paused flow go on: the lateness of what its steps send counts from here at the earliest."""
    database.sql.execute(
        "UPDATE flows SET state = 'active', changed_at = ?1, resumed_at = ?1 WHERE id = ?2", (now, name)
    )


def keep_version(database: Database, flow: int, digest: str, definition: str, now: int) -> Version:
    """Return the version of a flow with this hash, made if it is new."""
    database.sql.execute(
        "INSERT OR IGNORE INTO flow_versions (flow, number, digest, definition, at)"
        " SELECT :flow, COALESCE(MAX(number), 0) + 1, :digest, :definition, :now FROM flow_versions WHERE flow = :flow",
        {"flow": flow, "digest": digest, "definition": definition, "now": now},
    )
    row = database.row(
        "SELECT id, flow, number, digest, definition, at FROM flow_versions WHERE flow = ? AND digest = ?",
        (flow, digest),
    )
    assert row is not None
    return Version._make(row)


def version(database: Database, number: int) -> Version:
    """Return the version with this row id."""
    row = database.row("SELECT id, flow, number, digest, definition, at FROM flow_versions WHERE id = ?", (number,))
    assert row is not None
    return Version._make(row)


def same_version(database: Database, flow: int, digest: str) -> Version | None:
    """Return the version of a flow with this hash, if it was ever active."""
    return next((each for each in versions(database, flow) if each.digest == digest), None)


def versions(database: Database, flow: int) -> list[Version]:
    """Return the versions of a flow, the first one first."""
    rows = database.rows(
        "SELECT id, flow, number, digest, definition, at FROM flow_versions WHERE flow = ? ORDER BY number", (flow,)
    )
    return [Version._make(row) for row in rows]


def set_interests(database: Database, flow: int, types: Iterable[str]) -> None:
    """Say which types of events start a flow or set one of its clocks, in place of what was said before."""
    database.sql.execute("DELETE FROM interests WHERE flow = ?", (flow,))
    database.sql.executemany(
        "INSERT OR IGNORE INTO interests (type, flow) VALUES (?, ?)", [(kind, flow) for kind in types]
    )


def keep_texts(database: Database, flow: int, texts: Iterable[FlowText]) -> None:
    """Keep the templates of a flow's messages as they are at its activation, in place of those kept before."""
    database.sql.execute("DELETE FROM flow_texts WHERE flow = ?", (flow,))
    database.sql.executemany("INSERT INTO flow_texts VALUES (?, ?, ?, ?, ?)", [(flow, *text) for text in texts])


def texts(database: Database, flow: int) -> list[FlowText]:
    """Return the templates of a flow's messages as they were when it was last activated."""
    rows = database.rows(
        "SELECT step, channel, template, digest FROM flow_texts WHERE flow = ? ORDER BY step, channel", (flow,)
    )
    return [FlowText._make(row) for row in rows]
