"""Events on open journeys: goals, exits and awaited events act in the transaction that stores them (rules E2, F4, F5).

What a change of a customer may have made true is looked at when the change is consumed, before segments are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from mactl.core.flows import machine, recording
from mactl.core.flows.questions import Question
from mactl.core.flows.state import Happened, Input
from mactl.engine import asking
from mactl.engine.advance import Woken, answered
from mactl.engine.asking import Answers
from mactl.engine.deeds import Deeds
from mactl.engine.journeys import Journeys, state_of
from mactl.errors import MactlError
from mactl.store import awaits, enrolments
from mactl.store.awaits import Awaited
from mactl.store.enrolments import EnrolmentRow


def react(journeys: Journeys, met: Sequence[Awaited]) -> int:
    """Let events act on the journeys that look out for them, in their transaction; return how many turn.

    What the steps that follow do is left to the next advance.
    """
    if not met:
        return 0
    rows = {row.id: row for row in enrolments.load(journeys.database, sorted({each.enrolment for each in met}))}
    fitting = _fitting(journeys, met, rows)
    turned = 0
    while fitting:  # one event of each enrolment at a time, in the order in which they happened
        first = {each.enrolment: each for each in reversed(fitting)}
        fitting = [each for each in fitting if first[each.enrolment] is not each]
        rows = {row.id: row for row in enrolments.load(journeys.database, list(first))}
        turned += _turn(journeys, [(row, state_of(row), _event(journeys, row, first[row.id])) for row in rows.values()])
    return turned


def look_back(journeys: Journeys, numbers: Sequence[int]) -> int:
    """Let what enrolments look out for since they were moved act where it has happened already; return how many turn.

    The caller holds the transaction. What a step waits for is not among it: the step asks when it is taken.
    """
    return react(journeys, [each for each in awaits.happened(journeys.database, numbers) if each.role != "until"])


def stir(journeys: Journeys) -> int:
    """Look at the journeys that wait for a condition and whose customers changed; return how many turn."""
    changed = awaits.stirred(journeys.database)
    rows = {row.id: row for row in enrolments.load(journeys.database, [number for number, _at in changed])}
    there = [(rows[number], at) for number, at in changed if number in rows]
    return _turn(journeys, [(row, state_of(row), journeys.put(row, at=at)._replace(kind="event")) for row, at in there])


def _turn(journeys: Journeys, woken: Sequence[Woken]) -> int:
    deeds, versions = Deeds(journeys=journeys), {row.version for row, _state, _put in woken}
    for version in sorted(versions):
        own = [each for each in woken if each[0].version == version]
        answers = _answered(journeys, own)
        for row, state, put in own:
            known = put._replace(answers=answers.get(row.id, {}))
            turn = machine.turn(journeys.program(version), state, known)
            if turn.effects or turn.state != state:  # most events change nothing
                deeds.note(row, turn, recording.given(known, state, journeys.home))
    deeds.flush()
    deeds.finish()
    return len(woken)


def _answered(journeys: Journeys, woken: Sequence[Woken]) -> Mapping[int, Answers]:
    """Return the answers for enrolments of one version; where its conditions cannot be decided, none.

    The event counts all the same: it is stored, and what it means must not be lost for a fault of a file (E2).
    """
    try:
        return answered(journeys, woken)
    except MactlError:
        return {}


def _event(journeys: Journeys, row: EnrolmentRow, one: Awaited) -> Input:
    said = orjson.loads(one.properties)
    return journeys.put(row, at=one.at)._replace(
        kind="event", event=Happened(one.type, one.at, said, one.role, one.event)
    )


def _fitting(journeys: Journeys, met: Sequence[Awaited], rows: dict[int, EnrolmentRow]) -> list[Awaited]:
    """Return the events whose properties fit what their enrolments look out for."""
    asked: dict[tuple[int, str, str], set[int]] = {}
    for one in met:
        if row := rows.get(one.enrolment):
            asked.setdefault((row.version, row.step if one.role == "until" else "", one.role), set()).add(one.event)
    fits = {key: _fits(journeys, key, events) for key, events in asked.items()}
    return [
        one
        for one in met
        if (row := rows.get(one.enrolment))
        and one.event in fits[row.version, row.step if one.role == "until" else "", one.role]
    ]


def _fits(journeys: Journeys, key: tuple[int, str, str], events: set[int]) -> set[int]:
    version, step, role = key
    question = _question(journeys, version, step, role)
    if question is None:
        return set()
    return asking.fitting(journeys.database, journeys.context(version, []), question.type, question.where, events)


def _question(journeys: Journeys, version: int, step: str, role: str) -> Question | None:
    """Return the question whose event is looked out for: a goal's, an exit's, or that of a step that waits."""
    program = journeys.program(version)
    if role == "until":
        found = program.nodes[step].step.questions(program.flow.id)
        return next((each for each in found if each.kind == "event"), None)
    return next((rule.question for rule in program.rules if rule.role == role), None)
