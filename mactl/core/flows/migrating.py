"""People inside a flow moved to another version of it: what was done stays done, times are worked out anew (F2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mactl.core.flows.effects import Await, Cancel, CloseTask, Effect, Effects, KeepTask, Record, Unawait
from mactl.core.flows.machine import COMPLETED, leave, undone
from mactl.core.flows.program import END, EXIT, Node, Program
from mactl.core.flows.state import Phase, State, Turn
from mactl.core.flows.steps.goto import Goto
from mactl.core.flows.steps.send import Send
from mactl.core.flows.steps.task import Task
from mactl.core.flows.steps.wait_until import WaitUntil
from mactl.core.flows.timing import ready
from mactl.core.schedule.durations import add
from mactl.core.schedule.workdays import Workdays

MIGRATED = "migrated"
_BEGUN: Mapping[Phase, type] = {"sending": Send, "awaiting": WaitUntil, "tasked": Task}  # what has begun in a phase


class Removal(NamedTuple):
    """The circumstances of one enrolment's move: ``passed`` are the steps of the new version that were done before.

    ``under_way``: its step's message was claimed on some channel, or its task is done, so neither is begun anew.
    ``anew``: its step's message, which nobody has claimed, is another in the new version.
    """

    zone: ZoneInfo
    now: int
    workdays: Workdays | None = None
    passed: frozenset[str] = frozenset()
    under_way: bool = False
    anew: bool = False


def missing(program: Program, steps: Iterable[str], moves: Mapping[str, str]) -> list[str]:
    """Return those of ``steps``, where people stand, that a new version has not and that no move speaks of."""
    return sorted({step for step in steps if step not in program.nodes and step not in moves})


def passed(program: Program, done: Iterable[str], moves: Mapping[str, str], step: str) -> frozenset[str]:
    """Return which steps of a new version somebody at ``step`` has ``done``: a removed one under its new name (F2).

    Jumps are not among them: passed over, they would lead to what nobody's way leads to.
    """
    known = {moves.get(each, each) if each not in program.nodes else each for each in done if each != step}
    there = {each for each in known & program.nodes.keys() if not isinstance(program.nodes[each].step, Goto)}
    return frozenset(there - {step})


def migrate(program: Program, state: State, moves: Mapping[str, str], about: Removal) -> Turn:
    """Return where an enrolment stands in a new version.

    The same step keeps its place, its time worked out from the anchor. A step that a move names goes on as its new one,
    never before now; moved to "exit", the journey ends. Who has just arrived begins at the new beginning. What a step
    has begun goes on, under whatever name: who waits has waited since then, an open task stays open, and a message that
    was tried on a channel is not sent again.
    """
    if state.phase == "arriving":
        return Turn(state._replace(step=program.first))
    said = moves.get(state.step, state.step)
    if said == EXIT:
        return leave(program, state, MIGRATED, about.now)
    if state.phase in _BEGUN and said not in about.passed and _goes_on(program.nodes[said], state, about):
        return _begun(program, state, said, about)
    if state.phase not in _BEGUN and said == state.step:
        return _kept(program, state, about)
    return _moved(program, state, said, about)


def _goes_on(node: Node, state: State, about: Removal) -> bool:
    """Tell whether what somebody's step has begun goes on at a step of the new version."""
    if not isinstance(node.step, _BEGUN[state.phase]):
        return False
    return state.phase != "sending" or about.under_way or (node.step.id == state.step and not about.anew)


def _begun(program: Program, state: State, said: str, about: Removal) -> Turn:
    """Return the turn of somebody whose step goes on as ``said``, looked at from when it began."""
    moved = () if said == state.step else (Record(state.step, state.visit, MIGRATED, said, about.now),)
    effects = (*moved, *_awaits(program, state, about.zone))
    there, step = state._replace(step=said), program.nodes[said].step
    if state.phase == "awaiting":  # its deadline may be another: it is asked again what came since then
        return Turn(there._replace(phase="waiting", due=state.since), effects)
    if isinstance(step, Task) and not about.under_way:
        due, until = step.times(state.since, about.zone, about.workdays)
        return Turn(there._replace(due=until), (KeepTask(said, state.visit, due, until), *effects))
    return Turn(there, effects)


def _kept(program: Program, state: State, about: Removal) -> Turn:
    """Return the turn of somebody who waits for the instant of the same step."""
    node = program.nodes[state.step]
    due = ready(node.timing, state.anchor, state.since, about.zone, about.workdays)
    return Turn(state._replace(phase=_still(node, state), due=due), _awaits(program, state, about.zone))


def _moved(program: Program, state: State, said: str, about: Removal) -> Turn:
    """Return the turn to step ``said``, or beyond where that is done: what the old one has begun is taken back."""
    over: Effects = ()
    done = about.passed
    if about.under_way:
        done, over = done | {said}, (Record(said, state.visit, "passed_over", "done_before", about.now),)
    target = undone(program, said, done)
    if target == END:
        left = leave(program, state, COMPLETED, about.now)
        return left._replace(effects=(*over, *left.effects))
    node = program.nodes[target]
    since = about.now if state.phase in _BEGUN else state.since
    due = max(ready(node.timing, state.anchor, since, about.zone, about.workdays), about.now)
    there = State(target, _still(node, state), state.anchor, since, due, state.visit + 1, state.held)
    moved = Record(state.step, state.visit, MIGRATED, target, about.now)
    return Turn(there, (*_taken_back(state), *over, moved, *_awaits(program, state, about.zone)), due <= about.now)


def _still(node: Node, state: State) -> Phase:
    """Return the phase of somebody who waits for a step's instant: a pause goes on, but it holds nobody who waits."""
    return "parked" if state.phase == "parked" and not node.step.WAITS else "waiting"


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
