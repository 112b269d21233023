"""Moving the people inside a flow to the version that was just activated, because a person says so (rule F2).

Whoever wants to know beforehand (``mactl flow plan``) asks the same ``turns`` and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mactl.core.flows import migrating, recording
from mactl.core.flows.migrating import Removal
from mactl.core.flows.program import EXIT, Program
from mactl.core.flows.state import Turn
from mactl.core.schedule.zones import resolve_zone
from mactl.engine import advance, react
from mactl.engine.deeds import Deeds
from mactl.engine.journeys import Journeys, state_of
from mactl.errors import MactlError
from mactl.i18n import _, ngettext
from mactl.store import enrolments, flow_messages, trail
from mactl.store.enrolments import EnrolmentRow
from mactl.store.flows import Version


class Moving(NamedTuple):
    """How one enrolment moves: its ``turn``, and what it was judged by."""

    row: EnrolmentRow
    turn: Turn
    about: Removal


def check(journeys: Journeys, flow: int, version: int, program: Program, moves: Mapping[str, str]) -> None:
    """Raise MactlError where people stand at steps that the new version has not, or a move leads nowhere."""
    there = enrolments.steps_of_others(journeys.database, flow, version)
    lost = migrating.missing(program, there, moves)
    if lost:
        told = [ngettext("{step} ({n:,} person)", "{step} ({n:,} people)", there[step], step=step) for step in lost]
        raise MactlError(
            _("people stand at steps that are no longer there: {steps}", steps=", ".join(told)),
            _("say where they go on: --move {step}=STEP, or --move {step}=exit", step=lost[0]),
        )
    check_targets(program, moves)


def check_targets(program: Program, moves: Mapping[str, str]) -> None:
    """Raise MactlError where a move leads nowhere."""
    for old, new in moves.items():
        if new != EXIT and new not in program.nodes:
            raise MactlError(
                _("--move {old}={new}: there is no step {new}", old=old, new=new),
                _("the steps are: {names}", names=", ".join(program.nodes)),
            )


def migrate(journeys: Journeys, flow: int, version: Version, program: Program, moves: Mapping[str, str]) -> int:
    """Move everybody inside other versions, a thousand a transaction; return how many people that were.

    What they did since they entered is looked at with the new version's eyes: a goal that was met long ago ends it.
    """
    people, last, database = 0, 0, journeys.database
    while True:
        with database.transaction():
            numbers = enrolments.of_others(database, flow, version.id, last, advance.BATCH)
            if not numbers:
                return people
            deeds, moving = Deeds(journeys=journeys), list(turns(journeys, numbers, program, moves))
            enrolments.set_version(database, [(version.id, each.about.passed, each.row.id) for each in moving])
            for each in moving:
                given = recording.moved(moves, each.about, journeys.home)
                deeds.note(each.row._replace(version=version.id), each.turn, given)
            deeds.flush()
            deeds.finish()
            react.look_back(journeys, [each.row.id for each in moving if each.turn.state.phase != "done"])
            people, last = people + len(moving), numbers[-1]


def turns(journeys: Journeys, numbers: Sequence[int], program: Program, moves: Mapping[str, str]) -> Iterator[Moving]:
    """Yield how open enrolments move to a new version; every step where one stands is there, or ``moves`` names it."""
    database = journeys.database
    done, gone = trail.steps_done(database, numbers), flow_messages.beyond_recall(database, numbers)
    for row in enrolments.load(database, numbers):
        passed = migrating.passed(program, done.get(row.id, set()) | row.steps_passed(), moves, row.step)
        if row.id in gone and row.step in moves:  # its message is out: the step is done, under its new name too
            passed |= {moves[row.step]}
        zone = resolve_zone(row.time_zone, program.flow.time_zone, journeys.home).zone
        about = Removal(zone, journeys.now, journeys.workdays, passed)
        yield Moving(row, migrating.migrate(program, state_of(row), moves, about), about)
