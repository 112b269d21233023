"""Processes that claim messages: who is at work, and what a dead one left behind (rule M3)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mactl.clock import token
from mactl.core.model.message import Receipt
from mactl.store import wire
from mactl.store.database import Database
from mactl.store.locks import boot_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A living run: its row and its wire journal."""

    id: int
    journal: wire.WireJournal


@dataclass(frozen=True, slots=True, kw_only=True)
class Wreck:
    """What a dead run left in `sending`: answered, on the wire without an answer, and never on the wire."""

    run: int
    answered: dict[int, Receipt]
    unknown: list[int]
    unsent: list[int]
    journal: Path


class Claimed(NamedTuple):
    """A message that a dead run had claimed."""

    origin: int
    channel: str
    address: str | None
    attempts: int
    cost: int
    enrolment: int


def begin(database: Database, kind: str, now: int) -> Run:
    """Register this process as a run, its journal locked before the row can be seen by others."""
    journal = wire.WireJournal(database.path.parent / "wire" / f"{token(8)}.wire")
    with database.transaction() as sql:
        done = sql.execute(
            "INSERT INTO runs (kind, pid, boot, journal, started_at) VALUES (?, ?, ?, ?, ?)",
            (kind, os.getpid(), boot_id(), journal.path.name, now),
        )
    assert done.lastrowid is not None
    return Run(id=done.lastrowid, journal=journal)


def end(database: Database, run: Run, now: int) -> None:
    """Close a run that has settled everything it claimed."""
    try:
        with database.transaction() as sql:
            sql.execute("UPDATE runs SET ended_at = ? WHERE id = ?", (now, run.id))
    except BaseException:
        leave(run)
        raise
    run.journal.remove()


def leave(run: Run) -> None:
    """Let go of a run that could not settle what it claimed: from here on it is a wreck, which the next run settles."""
    run.journal.close()


def bury(database: Database, run: int, now: int) -> bool:
    """Mark a dead run as ended, inside the caller's transaction; False where it is already."""
    done = database.sql.execute("UPDATE runs SET ended_at = ? WHERE id = ? AND ended_at IS NULL", (now, run))
    return bool(done.rowcount)


def wrecks(database: Database) -> list[Wreck]:
    """Return what dead runs left, by their journals; after a restart of the machine every claim is unknown."""
    rows = list(database.rows("SELECT id, boot, journal FROM runs WHERE ended_at IS NULL"))
    folder = database.path.parent / "wire"
    return [
        _wreck(database, int(run), folder / str(journal), rebooted=not boot or boot != boot_id())
        for run, boot, journal in rows
        if not wire.is_alive(folder / str(journal))
    ]


def _wreck(database: Database, run: int, journal: Path, *, rebooted: bool) -> Wreck:
    claimed = [
        int(row[0]) for row in database.rows("SELECT id FROM messages WHERE state = 'sending' AND run = ?", (run,))
    ]
    told = wire.read(journal)
    answered = {message: told.answers[message] for message in claimed if message in told.answers}
    rest = [message for message in claimed if message not in answered]
    unknown = [message for message in rest if message in told.wired] if told.whole and not rebooted else rest
    unsent = [message for message in rest if message not in set(unknown)]
    return Wreck(run=run, answered=answered, unknown=unknown, unsent=unsent, journal=journal)


def alive(database: Database) -> list[tuple[str, int, int]]:
    """Return (kind, pid, started_at) of the runs at work now."""
    folder = database.path.parent / "wire"
    rows = database.rows("SELECT kind, pid, started_at, journal FROM runs WHERE ended_at IS NULL")
    return [(str(k), int(p), int(s)) for k, p, s, journal in rows if wire.is_alive(folder / str(journal))]


def claimed(database: Database, message: int) -> Claimed:
    """Return what a claim wrote into a message's row."""
    row = database.row(
        "SELECT origin, channel, address, attempts, COALESCE(cost, 0), enrolment FROM messages WHERE id = ?",
        (message,),
    )
    assert row is not None
    return Claimed._make(row)
