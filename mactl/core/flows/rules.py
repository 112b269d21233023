"""The rules that end a flow before its end, its goal first, and what must be known at a wake to judge them (F4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mactl.core.flows.questions import Question
from mactl.core.flows.state import Phase
from mactl.core.flows.step import Step
from mactl.core.flows.timing import duration_of
from mactl.core.model.flow import Flow, FlowExit, FlowGoal
from mactl.core.schedule.durations import Duration

GOAL = "goal"
FILTER = "filter"


class Rule(NamedTuple):
    """A goal or an exit: ``role`` is the name of its question and awaited event, ``outcome`` what it ends with.

    ``event`` is "" for a condition. ``within`` is how long after the anchor it counts.
    """

    role: str
    outcome: str
    question: Question
    event: str = ""
    match: str = ""
    within: Duration | None = None


def rules(flow: Flow) -> tuple[Rule, ...]:
    """Return the rules of a flow in the order in which they are judged."""
    goal = [_rule(GOAL, GOAL, flow.goal)] if flow.goal is not None else []
    exits = [
        _rule(f"exit:{index}", each.reason or each.event or "condition", each) for index, each in enumerate(flow.exit)
    ]
    return (*goal, *exits)


def asked(
    flow: Flow, kept: tuple[Rule, ...], id_: str, step: Step
) -> Iterator[tuple[tuple[str, Phase], tuple[Question, ...]]]:
    """Yield the questions at each phase that a step can be in."""
    lasting = tuple(rule.question for rule in kept if not rule.event)
    if flow.filter is not None and flow.recheck:
        lasting = (*lasting, Question(FILTER, "condition", condition=flow.filter))
    yield (id_, "arriving"), tuple(rule.question for rule in kept)
    yield (id_, "waiting"), (*lasting, *step.questions(flow.id))
    yield (id_, "sending"), lasting
    yield (id_, "awaiting"), (*lasting, *step.asks_again(flow.id))
    yield (id_, "tasked"), (*lasting, *step.asks_again(flow.id))


def _rule(role: str, outcome: str, said: FlowGoal | FlowExit) -> Rule:
    within = duration_of(said.within) if isinstance(said, FlowGoal) and said.within else None
    if said.event is None:
        return Rule(role, outcome, Question(role, "condition", condition=said.condition or {"any": []}), within=within)
    question = Question(role, "event", type=said.event, where=said.where, match=said.match or "")
    return Rule(role, outcome, question, said.event, said.match or "", within)
