"""What happened in enrolments, in order: for explain, replay, tests of stories and reports."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from mactl.store import many
from mactl.store.arrays import array
from mactl.store.database import Database


class Mark(NamedTuple):
    """One thing that happened: ``at`` is the instant that counts, ``now`` that of the tick which saw to it."""

    enrolment: int
    at: int
    now: int
    step: str
    visit: int
    what: str
    detail: str = ""


def add(database: Database, marks: Sequence[Mark]) -> None:
    """Add to the trail, inside the caller's transaction."""
    head = "INSERT INTO trail (enrolment, at, now, step, visit, what, detail) VALUES "
    many.insert(database, head, "(?, ?, ?, ?, ?, ?, ?)", list(chain.from_iterable(marks)), 7)


def of(database: Database, enrolment: int) -> list[Mark]:
    """Return what happened in an enrolment, in order."""
    rows = database.rows(
        "SELECT enrolment, at, now, step, visit, what, detail FROM trail WHERE enrolment = ? ORDER BY id",
        (enrolment,),
    )
    return [Mark._make(row) for row in rows]


def steps_done(database: Database, enrolments: Sequence[int]) -> dict[int, set[str]]:
    """Return which steps enrolments are done with, by enrolment; that at which one stands may be among them."""
    found: dict[int, set[str]] = {}
    for number, step in database.rows(
        "SELECT DISTINCT t.enrolment, t.step FROM json_each(?) w JOIN trail t ON t.enrolment = w.value"
        " WHERE t.what NOT IN ('entered', 'awaits', 'parked', 'resumed', 'migrated', 'exit')",
        (array(list(enrolments)),),
    ):
        found.setdefault(number, set()).add(step)
    return found
