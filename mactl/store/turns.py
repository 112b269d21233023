"""What each turn of an enrolment was given, in order: from it the same journey can be taken again (replay)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store.database import Database


class Taken(NamedTuple):
    """One turn: ``visit`` is the enrolment's before it, ``given`` what it was told (core/flows/recording.py)."""

    enrolment: int
    version: int
    visit: int
    now: int
    given: str


def add(database: Database, turns: Sequence[Taken]) -> None:
    """Write turns down, inside the caller's transaction."""
    database.sql.executemany("INSERT INTO turns (enrolment, version, visit, now, given) VALUES (?, ?, ?, ?, ?)", turns)


def of(database: Database, enrolment: int) -> list[Taken]:
    """Return the turns of an enrolment, in order."""
    rows = database.rows(
        "SELECT enrolment, version, visit, now, given FROM turns WHERE enrolment = ? ORDER BY id", (enrolment,)
    )
    return [Taken._make(row) for row in rows]
