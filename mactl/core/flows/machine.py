"""The machine that every flow runs on: one pure function, (program, state, input) to (state, effects) (F8).

Whatever wakes an enrolment, the order is the same (F4): goal, exit rules, filter; a paused flow parks; then the step.
Instants are those at which things were due, never those at which a tick came to them (T5). A turn takes one step at
most, and every step leads forward, so every path ends.
"""

from __future__ import annotations

from typing import assert_never

from mactl.core.flows.effects import (
    Await,
    Cancel,
    CloseTask,
    Effect,
    Effects,
    End,
    OpenTask,
    Queue,
    Record,
    Requeue,
    Unawait,
    spared,
)
from mactl.core.flows.matching import same
from mactl.core.flows.outcomes import Awaits, Jumped, Left, Outcome, Passed, Queued, Stayed, Tasked
from mactl.core.flows.program import Node, Program
from mactl.core.flows.questions import Question
from mactl.core.flows.rules import FILTER, Rule
from mactl.core.flows.state import Input, State, Turn
from mactl.core.flows.step import Seat
from mactl.core.flows.table import TABLE, Verdict
from mactl.core.flows.timing import ready
from mactl.core.schedule.durations import add

COMPLETED = "completed"


def enter(program: Program, anchor: int, since: int, *, held: bool = False) -> State:
    """Return the state of a new enrolment: ``anchor`` is what ``at`` counts from, ``since`` when it starts."""
    return State(program.first, "arriving", anchor, since, since, 0, held)


def questions(program: Program, state: State) -> tuple[Question, ...]:
    """Return what the next turn must be told; the answers depend on the customer, the questions only on the step."""
    return program.asked.get((state.step, state.phase), ())


def turn(program: Program, state: State, put: Input) -> Turn:
    """Return where an enrolment goes from ``state`` with ``put``, and what is to be done."""
    if state.phase == "done":
        return Turn(state)
    found = _leaving(program, state, put)
    if found is not None:
        return _leave(program, state, *found, _withdrawn(state, found[0]))
    match state.phase:
        case "arriving":
            return _arrive(program, state, put)
        case "waiting":
            return _take(program, state, put)
        case "sending":
            return _sent(program, state, put)
        case "awaiting" | "tasked":
            return _woken(program, state, put)
        case "parked":
            return _resume(program, state, put)
        case _:
            assert_never(state.phase)


def leave(program: Program, state: State, outcome: str, at: int) -> Turn:
    """Return the turn of an enrolment that a person ends: what its step has begun is taken back."""
    return _leave(program, state, outcome, at, _withdrawn(state, outcome))


def undone(program: Program, to: str, passed: frozenset[str]) -> str:
    """Return the step at or after ``to`` that was not done before the enrolment came to this version (F2)."""
    while to in passed:
        to = program.nodes[to].next
    return to


def _leaving(program: Program, state: State, put: Input) -> tuple[str, int] | None:
    """Return the outcome and instant of the first rule that ends the enrolment (F4)."""
    if put.event is None and not put.answers:
        return None
    for rule in program.rules:
        at = _met(rule, state, put)
        if at is not None:
            return rule.outcome, at
    return (FILTER, put.at) if put.answers.get(FILTER) is False else None


def _met(rule: Rule, state: State, put: Input) -> int | None:
    """Return the instant at which a rule was met, or None."""
    answer = put.answers.get(rule.role)
    at = put.at if answer is True else answer or None
    event = put.event
    if event is not None and event.role == rule.role:
        at = event.at if not rule.match or same(event.properties, put.trigger, rule.match) else at
    if at is None or at < min(state.anchor, state.since):  # a date's anchor may lie ahead of the entry
        return None
    return at if rule.within is None or at <= add(state.anchor, rule.within, put.zone) else None


def _arrive(program: Program, state: State, put: Input) -> Turn:
    """Begin: wait for the first step's instant, and for the events that end the flow."""
    awaited: list[Effect] = []
    for rule in program.rules:
        if rule.event:
            until = None if rule.within is None else add(state.anchor, rule.within, put.zone)
            awaited.append(Await(rule.event, rule.role, until))
    entered = Record(state.step, state.visit + 1, "entered", "", state.since)
    return _onward(program, state, put, state.step, state.since, "enrolled", (entered, *awaited))


def _take(program: Program, state: State, put: Input) -> Turn:
    """Take the step whose instant has come."""
    at = state.since if state.due is None else state.due
    if put.kind != "due" or at > put.now:
        return Turn(state)
    node = program.nodes[state.step]
    if put.paused and not node.step.WAITS:
        parked = state._replace(phase=TABLE[state.phase, "paused"])
        return Turn(parked, (Record(state.step, state.visit, "parked", "", put.now),))
    if put.late != "send" and node.step.ACTS:
        return _too_late(program, state, put, at)
    return _follow(program, node, state, put, node.step.run(Seat(program.flow.id, state, at, put)), at)


def _woken(program: Program, state: State, put: Input) -> Turn:
    """Let the step that waits judge what woke it."""
    node = program.nodes[state.step]
    outcome = node.step.woken(Seat(program.flow.id, state, put.at, put))
    if isinstance(outcome, Stayed):
        return Turn(state)
    return _follow(program, node, state, put, outcome, max(put.at, state.since))


def _sent(program: Program, state: State, put: Input) -> Turn:
    """Go on when the message has met its fate; let one that was delayed be claimed."""
    if put.kind == "due":
        return Turn(state._replace(due=None), (Requeue(),))
    settled = put.settled
    if put.kind != "settled" or settled is None:
        return Turn(state)
    node = program.nodes[state.step]
    to: str | None = node.next
    if settled.state == "skipped":
        to = node.on_skip
    elif settled.state == "failed":
        to = node.on_fail
    at = max(put.at, state.since)
    record = Record(state.step, state.visit, settled.state, settled.reason, at)
    if to is None:
        return _leave(program, state, settled.state, at, (record,))
    return _onward(program, state, put, to, at, "passed", (record,))


def _resume(program: Program, state: State, put: Input) -> Turn:
    """Go on after a pause; a step that only leads on is taken, however late it is."""
    if put.kind != "resume":
        return Turn(state)
    at = state.since if state.due is None else state.due
    if at <= put.now and put.late != "send" and program.nodes[state.step].step.ACTS:
        return _too_late(program, state, put, at)
    resumed = state._replace(phase=TABLE[state.phase, "resumed"])
    return Turn(resumed, (Record(state.step, state.visit, "resumed", "", put.now),), at <= put.now)


def _too_late(program: Program, state: State, put: Input, at: int) -> Turn:
    """Pass over a step that came due in a pause, or leave, as the person who resumes says (F7)."""
    record = Record(state.step, state.visit, "passed_over", "late", at)
    if put.late == "exit":
        return _leave(program, state, "late", put.now, (record,))
    return _onward(program, state, put, program.nodes[state.step].next, at, "passed", (record,))


def _follow(program: Program, node: Node, state: State, put: Input, outcome: Outcome, at: int) -> Turn:
    """Return what an outcome of the step at ``state`` leads to."""
    match outcome:
        case Passed(branch, effects, end):
            when = max(at if end is None else end, state.since)
            done = (*_freed(node, state), *_done(state, effects, branch, when))
            return _onward(program, state, put, node.branches.get(branch, node.next), when, "passed", done)
        case Queued():
            begun = _begun(state, "queued", at, None)
            return Turn(begun, (Queue(state.step, state.visit, at),))
        case Awaits(until, type_):
            begun = _begun(state, "awaits", at, until)
            awaited: Effects = (Await(type_, "until", until),) if type_ else ()
            return Turn(begun, (*awaited, Record(state.step, state.visit, "awaits", type_, at)))
        case Tasked(due, until):
            begun = _begun(state, "asked", at, until)
            opened: Effects = (OpenTask(state.step, state.visit, due, until),)
            return Turn(begun, spared(opened, state.step, state.visit, at) if state.held else opened)
        case Jumped(to):
            done = _done(state, (), f"goto {to}", at)
            return _onward(program, state, put, to, at, "passed", done)
        case Left(reason):
            return _leave(program, state, reason, at, ())
        case Stayed():
            return Turn(state)
        case _:
            assert_never(outcome)


def _begun(state: State, verdict: Verdict, at: int, due: int | None) -> State:
    """Return the state in which a step has begun and goes on."""
    return State(state.step, TABLE[state.phase, verdict], state.anchor, at, due, state.visit, state.held)


def _done(state: State, effects: Effects, detail: str, at: int) -> Effects:
    """Return the effects of a step that is done, with its line in the trail."""
    kept = spared(effects, state.step, state.visit, at) if state.held else effects
    return (*kept, Record(state.step, state.visit, "done", detail, at))


def _freed(node: Node, state: State) -> Effects:
    """Return what ends the waiting for an event or a person."""
    if state.phase == "awaiting" and node.step.awaits():
        return (Unawait("until"),)
    return (CloseTask("late"),) if state.phase == "tasked" and not state.held else ()


def _onward(
    program: Program, state: State, put: Input, to: str, since: int, verdict: Verdict, effects: Effects
) -> Turn:
    """Return the turn that arrives at step ``to``, or at the end; what was done before is not done again."""
    if to in put.passed:
        over = Record(to, state.visit + 1, "passed_over", "done_before", since)
        effects, to = (*effects, over), undone(program, to, put.passed)
    node = program.nodes.get(to)
    if node is None:
        return _leave(program, state, COMPLETED, since, effects)
    due = ready(node.timing, state.anchor, since, put.zone, put.workdays)
    phase = TABLE[state.phase, verdict]
    return Turn(State(to, phase, state.anchor, since, due, state.visit + 1, state.held), effects, due <= put.now)


def _leave(program: Program, state: State, outcome: str, at: int, effects: Effects) -> Turn:
    """Return the turn that ends the enrolment."""
    at = max(at, min(state.anchor, state.since))  # a date's anchor may lie ahead
    ended: tuple[Effect, ...] = (Record(state.step, state.visit, "exit", outcome, at), End(outcome, at))
    if program.rules or state.phase == "awaiting":
        ended = (Unawait(""), *ended)
    left = State(state.step, TABLE[state.phase, "left"], state.anchor, at, None, state.visit, state.held)
    return Turn(left, (*effects, *ended))


def _withdrawn(state: State, outcome: str) -> Effects:
    """Return what takes back what the step has begun."""
    if state.phase == "sending":
        return (Cancel(outcome),)
    return (CloseTask(outcome),) if state.phase == "tasked" and not state.held else ()
