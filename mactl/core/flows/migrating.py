"""People inside a flow moved to another version of it: what was done stays done, times are worked out anew (F2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from mactl.core.flows.effects import Await, Cancel, CloseTask, Effect, Record, Unawait
from mactl.core.flows.machine import leave
from mactl.core.flows.program import EXIT, Program
from mactl.core.flows.state import Phase, State, Turn
from mactl.core.flows.timing import ready
from mactl.core.schedule.durations import add
from mactl.core.schedule.workdays import Workdays

MIGRATED = "migrated"


def missing(program: Program, steps: Iterable[str], moves: Mapping[str, str]) -> list[str]:
    """Return those of ``steps``, where people stand, that a new version has not and that no move speaks of."""
    return sorted({step for step in steps if step not in program.nodes and step not in moves})


def migrate(
    program: Program, state: State, moves: Mapping[str, str], *, zone: ZoneInfo, workdays: Workdays | None, now: int
) -> Turn:
    """Return where an enrolment stands in a new version.

    The same step keeps its place, its time worked out from the anchor. A step that a move names is done under its new
    name, and the journey goes on after it at once; moved to "exit", the journey ends.
    """
    if state.step in program.nodes and state.step not in moves:
        return _kept(program, state, zone, workdays)
    target = moves[state.step]
    if target == EXIT:
        return leave(program, state, MIGRATED, now)
    undone: tuple[Effect, ...] = (Cancel("cancelled"),) if state.phase == "sending" else ()
    if state.phase == "tasked" and not state.held:
        undone = (CloseTask(MIGRATED),)
    moved = Record(state.step, state.visit, MIGRATED, target, now)
    node = program.nodes[target]
    due = ready(node.timing, state.anchor, now, zone, workdays)
    phase: Phase = "parked" if state.phase == "parked" else "waiting"
    there = State(target, phase, state.anchor, now, due, state.visit + 1, state.held)
    return Turn(there, (*undone, moved, *_awaits(program, state, zone)), due <= now)


def _kept(program: Program, state: State, zone: ZoneInfo, workdays: Workdays | None) -> Turn:
    effects = _awaits(program, state, zone)
    if state.phase == "awaiting":  # the step is looked at again from when it began: its deadline may be another
        return Turn(state._replace(phase="waiting", due=state.since), effects)
    if state.phase in {"waiting", "parked"}:
        due = ready(program.nodes[state.step].timing, state.anchor, state.since, zone, workdays)
        return Turn(state._replace(due=due), effects)
    return Turn(state, effects)


def _awaits(program: Program, state: State, zone: ZoneInfo) -> tuple[Effect, ...]:
    """Return what the goal and exits of the new version are woken by, in place of the old one's."""
    found: list[Effect] = [Unawait("")]
    for rule in program.rules:
        if rule.event and state.phase != "arriving":
            until = None if rule.within is None else add(state.anchor, rule.within, zone)
            found.append(Await(rule.event, rule.role, until))
    return tuple(found)
