"""What each turn of an enrolment was given, in order: from it the same journey can be taken again (replay).

Turns that an enrolment took one after the other at one instant are one row, a line of ``given`` for each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from mactl.store import many
from mactl.store.database import Database


class Taken(NamedTuple):
    """Turns taken at one instant: ``visit`` is the enrolment's before them.

    ``given`` is what they were told (core/flows/recording.py), a line for each turn; an empty one: all was as usual.
    """

    enrolment: int
    version: int
    visit: int
    now: int
    given: str


def add(database: Database, turns: Sequence[Taken]) -> None:
    """Write turns down, inside the caller's transaction."""
    head = "INSERT INTO turns (enrolment, version, visit, now, given) VALUES "
    many.insert(database, head, "(?, ?, ?, ?, ?)", list(chain.from_iterable(turns)), 5)


def of(database: Database, enrolment: int) -> list[Taken]:
    """Return the turns of an enrolment, in order."""
    rows = database.rows(
        "SELECT enrolment, version, visit, now, given FROM turns WHERE enrolment = ? ORDER BY id", (enrolment,)
    )
    return [Taken._make(row) for row in rows]
