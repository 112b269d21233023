"""The leg that moves people on: due enrolments in batches, each a transaction of its own (rules F3, F4, F8, B5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from mactl.core.flows import machine, recording
from mactl.core.flows.state import Input, Settled, State
from mactl.engine import asking
from mactl.engine.asking import Answers, Wanted
from mactl.engine.collector import collector_paused
from mactl.engine.deeds import Deeds
from mactl.engine.journeys import Journeys, state_of
from mactl.errors import MactlError
from mactl.store import enrolments, flow_messages, tasks
from mactl.store.database import Database
from mactl.store.enrolments import EnrolmentRow

BATCH = 1_000
Woken = tuple[EnrolmentRow, State, Input]  # who, where they stand, what wakes them


@dataclass(slots=True, kw_only=True)
class Advanced:
    """How many turns were taken, and which versions of flows cannot go on, each with why."""

    turns: int = 0
    blocked: dict[int, str] = field(default_factory=dict)


def advance(journeys: Journeys, done: Advanced) -> int:
    """Take every turn that is due and return how many; a version that cannot go on is left where it is, and named."""
    before, database = done.turns, journeys.database
    while True:
        with database.transaction(), collector_paused():
            journeys.forget()
            rows = enrolments.due(database, journeys.now, BATCH, list(done.blocked))
            if not rows:
                return done.turns - before
            for version, group in by_version(rows).items():
                try:
                    journeys.require_approved(version)
                    with undone_by_faults(database):
                        done.turns += take(journeys, group)
                except MactlError as fault:
                    done.blocked[version] = fault.told


def take(journeys: Journeys, rows: Sequence[EnrolmentRow]) -> int:
    """Take the turns of due enrolments of one version, each as far as it leads now; return how many.

    They go a step at a time, all together: what the steps do is in the store before the next ones ask (F8). The caller
    holds the transaction.
    """
    return go(journeys, woken(journeys, rows)) if rows else 0


def go(journeys: Journeys, woken: Sequence[Woken], *, at_once: bool = True) -> int:
    """Take the turns of enrolments of one version, given what wakes them, and those that follow ``at_once``."""
    deeds, program, turns = Deeds(journeys=journeys), journeys.program(woken[0][0].version), 0
    while woken:
        turns += len(woken)
        answers = answered(journeys, woken)
        going: list[Woken] = []
        for row, state, put in woken:
            told = put.told(answers[row.id]) if answers else put
            turn = machine.turn(program, state, told)
            deeds.note(row, turn, recording.given(told, state, journeys.home))
            if turn.again and at_once:
                at = put.at if turn.state.due is None else turn.state.due
                going.append((row, turn.state, put.onward(at)))
        deeds.flush()
        woken = going
    deeds.finish()
    return turns


def answered(journeys: Journeys, woken: Sequence[Woken]) -> Mapping[int, Answers]:
    """Return the answers to what the next turns of enrolments of one version must be told, by enrolment."""
    program = journeys.program(woken[0][0].version)
    wanted = [
        Wanted(row, put.at, questions) for row, state, put in woken if (questions := machine.questions(program, state))
    ]
    if not wanted:
        return {}
    context = journeys.context(wanted[0].row.version, [each.row.time_zone for each in wanted])
    return asking.answer(journeys.database, context, wanted)


def woken(journeys: Journeys, rows: Sequence[EnrolmentRow]) -> list[Woken]:
    """Return due enrolments with what wakes them: their instant, what became of their message, or of their task."""
    sending = [row.id for row in rows if row.phase == "sending"]
    fates = flow_messages.fates(journeys.database, sending) if sending else {}
    asked = [(row.id, row.visit) for row in rows if row.phase == "tasked"]
    told = tasks.finished(journeys.database, asked) if asked else {}
    found: list[Woken] = []
    for row in rows:
        put = journeys.put(row, at=journeys.now if row.due is None else row.due)
        if fate := fates.get(row.id):
            put = put._replace(kind="settled", at=fate.first_due, settled=Settled(fate.state, fate.reason))
        elif one := told.get(row.id):
            put = put._replace(kind="task", at=one.at, outcome=one.outcome)
        found.append((row, state_of(row), put))
    return found


def by_version(rows: Sequence[EnrolmentRow]) -> dict[int, list[EnrolmentRow]]:
    """Return enrolments by their version."""
    groups: dict[int, list[EnrolmentRow]] = {}
    for row in rows:
        groups.setdefault(row.version, []).append(row)
    return groups


@contextmanager
def undone_by_faults(database: Database) -> Iterator[None]:
    """Undo what a block wrote where it raises; the transaction around it goes on."""
    database.sql.execute("SAVEPOINT version")
    try:
        yield
    except BaseException:
        database.sql.execute("ROLLBACK TO version")
        raise
    finally:
        database.sql.execute("RELEASE version")
