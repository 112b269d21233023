"""People inside a flow moved to another version of it: what was done stays done, times are worked out anew (F2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mactl.core.flows.effects import Await, Cancel, CloseTask, Effect, Record, Unawait
from mactl.core.flows.machine import COMPLETED, leave, undone
from mactl.core.flows.program import END, EXIT, Program
from mactl.core.flows.state import Phase, State, Turn
from mactl.core.flows.steps.send import Send
from mactl.core.flows.steps.task import Task
from mactl.core.flows.steps.wait_until import WaitUntil
from mactl.core.flows.timing import ready
from mactl.core.schedule.durations import add
from mactl.core.schedule.workdays import Workdays

MIGRATED = "migrated"
_BEGUN: Mapping[Phase, type] = {"sending": Send, "awaiting": WaitUntil, "tasked": Task}  # what has begun in a phase


class Removal(NamedTuple):
    """The circumstances of one enrolment's move: ``passed`` are the steps of the new version that were done before."""

    zone: ZoneInfo
    now: int
    workdays: Workdays | None = None
    passed: frozenset[str] = frozenset()


def missing(program: Program, steps: Iterable[str], moves: Mapping[str, str]) -> list[str]:
    """Return those of ``steps``, where people stand, that a new version has not and that no move speaks of."""
    return sorted({step for step in steps if step not in program.nodes and step not in moves})


def passed(program: Program, done: Iterable[str], moves: Mapping[str, str], step: str) -> frozenset[str]:
    """Return which steps of a new version somebody at ``step`` has ``done``: a removed one under its new name (F2)."""
    known = {moves.get(each, each) if each not in program.nodes else each for each in done if each != step}
    return frozenset(known & program.nodes.keys()) - {step}


def migrate(program: Program, state: State, moves: Mapping[str, str], about: Removal) -> Turn:
    """Return where an enrolment stands in a new version.

    The same step keeps its place, its time worked out from the anchor. A step that a move names goes on as its new one,
    never before now; moved to "exit", the journey ends. Who has just arrived begins at the new beginning. Who waits for
    something has waited since then, whatever the step is called now.
    """
    if state.phase == "arriving":
        return Turn(state._replace(step=program.first))
    if state.step in program.nodes and state.step not in moves:
        return _kept(program, state, about)
    said = moves[state.step]
    target = EXIT if said == EXIT else undone(program, said, about.passed)
    if target in {EXIT, END}:
        return leave(program, state, MIGRATED if target == EXIT else COMPLETED, about.now)
    if target == said and state.phase == "awaiting" and isinstance(program.nodes[target].step, WaitUntil):
        return _moved(program, state, target, state.since, about)
    return _moved(program, state, target, None, about)


def _moved(program: Program, state: State, target: str, begun: int | None, about: Removal) -> Turn:
    """Return the turn to another step: what the old one has begun is taken back, the waiting so far counts.

    A wait for something that goes on there has ``begun`` already: it is looked at again from then on.
    """
    since = state.since if state.phase in {"waiting", "parked"} else about.now if begun is None else begun
    due = begun
    if due is None:
        due = max(ready(program.nodes[target].timing, state.anchor, since, about.zone, about.workdays), about.now)
    phase: Phase = "parked" if state.phase == "parked" else "waiting"
    there = State(target, phase, state.anchor, since, due, state.visit + 1, state.held)
    moved = Record(state.step, state.visit, MIGRATED, target, about.now)
    return Turn(there, (*_taken_back(state), moved, *_awaits(program, state, about.zone)), due <= about.now)


def _kept(program: Program, state: State, about: Removal) -> Turn:
    node = program.nodes[state.step]
    if _is_another(node.step, state.phase):  # what waits belongs to an action that this step no longer is
        return _moved(program, state, state.step, None, about)
    effects = _awaits(program, state, about.zone)
    if state.phase == "awaiting":  # the step is looked at again from when it began: its deadline may be another
        return Turn(state._replace(phase="waiting", due=state.since), effects)
    if state.phase in {"waiting", "parked"}:
        due = ready(node.timing, state.anchor, state.since, about.zone, about.workdays)
        return Turn(state._replace(due=due), effects)
    return Turn(state, effects)


def _is_another(step: object, phase: Phase) -> bool:
    action = _BEGUN.get(phase)
    return action is not None and not isinstance(step, action)


def _taken_back(state: State) -> tuple[Effect, ...]:
    if state.phase == "sending":
        return (Cancel("cancelled"),)
    return (CloseTask(MIGRATED),) if state.phase == "tasked" and not state.held else ()


def _awaits(program: Program, state: State, zone: ZoneInfo) -> tuple[Effect, ...]:
    """Return what the goal and exits of the new version are woken by, in place of the old one's."""
    found: list[Effect] = [Unawait("")]
    for rule in program.rules:
        if rule.event:
            until = None if rule.within is None else add(state.anchor, rule.within, zone)
            found.append(Await(rule.event, rule.role, until))
    return tuple(found)
