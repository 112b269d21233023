"""Moving the people inside a flow to the version that was just activated, because a person says so (rule F2).

Whoever wants to know beforehand (``mactl flow plan``) asks the same ``turns`` and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from mactl.core.flows import migrating, recording
from mactl.core.flows.migrating import Removal
from mactl.core.flows.program import EXIT, Program
from mactl.core.flows.state import Turn
from mactl.core.flows.steps.send import Send
from mactl.core.schedule.zones import resolve_zone
from mactl.engine import advance, react
from mactl.engine.deeds import Deeds
from mactl.engine.flow_messages import message_of
from mactl.engine.journeys import Journeys, state_of
from mactl.errors import MactlError
from mactl.i18n import _, ngettext
from mactl.store import enrolments, flow_messages, tasks, trail
from mactl.store.enrolments import EnrolmentRow
from mactl.store.flows import Version


class Moving(NamedTuple):
    """How one enrolment moves: its ``turn``, and what it was judged by."""

    row: EnrolmentRow
    turn: Turn
    about: Removal


def check(journeys: Journeys, flow: int, version: int, program: Program, moves: Mapping[str, str]) -> None:
    """Raise MactlError where people stand at steps that the new version has not, or a move leads nowhere."""
    check_places(program, enrolments.steps_of_others(journeys.database, flow, version), moves)
    check_targets(program, moves)


def check_places(program: Program, there: Mapping[str, int], moves: Mapping[str, str]) -> None:
    """Raise MactlError where people stand at steps that the new version has not: so many at each."""
    lost = migrating.missing(program, there, moves)
    if lost:
        told = [ngettext("{step} ({n:,} person)", "{step} ({n:,} people)", there[step], step=step) for step in lost]
        raise MactlError(
            _("people stand at steps that are no longer there: {steps}", steps=", ".join(told)),
            _("say where they go on: --move {step}=STEP, or --move {step}=exit", step=lost[0]),
        )


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
    Cut short, it is asked for again, and those who are left are moved.

    Raises:
        MactlError: a tick has moved somebody meanwhile to a step that is no longer there; those before stay moved.
    """
    people, last, database = 0, 0, journeys.database
    while True:
        with database.transaction():
            journeys.forget()
            numbers = enrolments.of_others(database, flow, version.id, last, advance.BATCH)
            if not numbers:
                return people
            rows = enrolments.load(database, numbers)
            check_places(program, Counter(row.step for row in rows), moves)
            deeds, moving = Deeds(journeys=journeys), list(turns(journeys, rows, program, moves))
            enrolments.set_version(database, [(version.id, each.about.passed, each.row.id) for each in moving])
            for each in moving:
                given = recording.moved(moves, each.about, journeys.home)
                deeds.note(each.row._replace(version=version.id), each.turn, given)
            deeds.flush()
            deeds.finish()
            react.look_back(journeys, [each.row.id for each in moving if each.turn.state.phase != "done"])
            people, last = people + len(moving), numbers[-1]


def turns(
    journeys: Journeys, rows: Sequence[EnrolmentRow], program: Program, moves: Mapping[str, str]
) -> Iterator[Moving]:
    """Yield how open enrolments move to a new version; every step where one stands is there, or ``moves`` names it."""
    database, numbers = journeys.database, [row.id for row in rows]
    done, begun = trail.steps_done(database, numbers), flow_messages.beyond_recall(database, numbers)
    begun |= tasks.finished(database, [(row.id, row.visit) for row in rows if row.phase == "tasked"]).keys()
    another = lru_cache(partial(_is_another, journeys, program, moves))
    for row in rows:
        passed = migrating.passed(program, done.get(row.id, set()) | row.steps_passed(), moves, row.step)
        zone = resolve_zone(row.time_zone, program.flow.time_zone, journeys.home).zone
        under_way = row.phase in {"sending", "tasked"} and row.id in begun
        anew = row.phase == "sending" and not under_way and another(row.version, row.step)
        about = Removal(zone, journeys.now, journeys.workdays, passed, under_way, anew)
        yield Moving(row, migrating.migrate(program, state_of(row), moves, about), about)


def _is_another(journeys: Journeys, program: Program, moves: Mapping[str, str], version: int, step: str) -> bool:
    """Tell whether the message that waits at a step of an old ``version`` is another in the new one."""
    old, node = journeys.program(version), program.nodes.get(moves.get(step, step))
    was, will = old.nodes[step].step, None if node is None else node.step
    if not isinstance(was, Send) or not isinstance(will, Send):
        return False
    return message_of(old.flow, was) != message_of(program.flow, will)
