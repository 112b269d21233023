"""What works and will surprise in what a flow says as a whole: goals beside exits, hours, holdout, re-entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mactl.core.flows.pace import Pace
from mactl.core.flows.reading import Twig, walk
from mactl.core.flows.step import Wrong
from mactl.core.flows.steps.wait_until import Until, WaitUntil
from mactl.core.flows.timing import duration_of
from mactl.core.model.flow import Flow, FlowExit, FlowGoal, Reentry
from mactl.core.schedule.quiet import parse_quiet
from mactl.core.segments.constant import asserted, constant, opposite
from mactl.i18n import _

_LEAST_OPEN = 60  # minutes a day at which messages may go: fewer are hardly meant
_MOST_HELD = 0.5

Shut = tuple[tuple[str, str], str]  # a step and its branch that nobody takes, and why


def doubts(flow: Flow, paced: Mapping[str, Pace]) -> Iterator[Wrong]:
    """Yield what will surprise of a flow as a whole; ``paced`` is when its steps come."""
    yield from _constants(flow)
    yield from _same(flow, paced)
    yield from _limits(flow)


def shut(flow: Flow, twigs: Sequence[Twig], paced: Mapping[str, Pace]) -> Iterator[Shut]:
    """Yield the branches that nobody takes: the step says so, or a rule of the flow is always faster."""
    for twig in walk(twigs):
        id_ = twig.step.id
        yield from (((id_, name), why) for name, why in twig.step.never())
        if isinstance(twig.step, WaitUntil) and id_ in paced:
            rule = _taken_by(flow, twig.step.wait_until, paced[id_].taken)
            if rule is not None:
                yield (id_, "then"), _("the journey ends at this event, by its {rule}", rule=rule)
        yield from _filtered(flow, twig)


def _filtered(flow: Flow, twig: Twig) -> Iterator[Shut]:
    """Yield the branch of an ``if`` that asks what the filter asks at every step."""
    for path, said in twig.step.conditions():
        if path == ("if",) and flow.filter is not None and flow.recheck:
            held = asserted(flow.filter)
            if said in held:
                yield (twig.step.id, "else"), _("the filter lets only those go on for whom this holds")
            elif opposite(said) in held:
                yield (twig.step.id, "then"), _("the filter lets nobody go on for whom this holds")


def _taken_by(flow: Flow, until: Until, since: int) -> str | None:
    """Return the name of the rule that ends the journey whenever what is waited for comes; None where there is none."""
    rules: list[tuple[str, FlowGoal | FlowExit]] = [] if flow.goal is None else [("goal", flow.goal)]
    for name, rule in [*rules, *(("exit", each) for each in flow.exit)]:
        if until.event is None or rule.event != until.event:
            continue
        last = since + duration_of(until.timeout or "0").elapsed_ms()
        if _covers(rule, until) and _lasts(rule, last):
            return name
    return None


def _covers(rule: FlowGoal | FlowExit, until: Until) -> bool:
    return (not rule.where or dict(rule.where) == dict(until.where)) and rule.match in {None, until.match}


def _lasts(rule: FlowGoal | FlowExit, until: int) -> bool:
    """Tell whether a rule counts so long after the anchor, in milliseconds."""
    within = rule.within if isinstance(rule, FlowGoal) else None
    return within is None or duration_of(within).elapsed_ms() >= until


def _constants(flow: Flow) -> Iterator[Wrong]:
    """Yield the conditions that hold for everybody or nobody."""
    hint = _("Check the condition.")
    if flow.filter is not None and constant(flow.filter) is False:
        yield ("filter",), _("nobody gets in: this holds for nobody"), hint
    rules: list[tuple[tuple[str | int, ...], Any]] = [(("goal",), flow.goal)]
    for path, rule in [*rules, *((("exit", index), each) for index, each in enumerate(flow.exit))]:
        answer = None if rule is None or rule.condition is None else constant(rule.condition)
        if answer is True:
            yield (*path, "condition"), _("everybody leaves at once: this holds for everybody"), hint
        elif answer is False:
            yield (*path, "condition"), _("this holds for nobody"), hint


def _same(flow: Flow, paced: Mapping[str, Pace]) -> Iterator[Wrong]:
    """Yield the exits that never act, because the goal or an exit before them is the same."""
    latest = max((pace.taken for pace in paced.values()), default=0)
    earlier: list[tuple[str, FlowGoal | FlowExit]] = []
    if flow.goal is not None and _lasts(flow.goal, latest):
        earlier.append(("goal", flow.goal))
    for index, rule in enumerate(flow.exit):
        for name, other in earlier:
            if _alike(rule, other):
                message = _("this exit never acts: it is the same as the {rule}, which comes first", rule=name)
                yield ("exit", index), message, _("Take it out, or say what makes it different.")
                break
        earlier.append((f"exit[{index}]", rule))


def _alike(one: FlowExit, other: FlowGoal | FlowExit) -> bool:
    """Tell whether whatever meets ``one`` meets ``other``."""
    if one.event is None:
        return other.event is None and one.condition == other.condition
    same_event = one.event == other.event and other.match in {None, one.match}
    return same_event and (not other.where or dict(other.where) == dict(one.where))


def _limits(flow: Flow) -> Iterator[Wrong]:
    if flow.quiet not in {None, "default"}:
        length = parse_quiet(str(flow.quiet)).open.length
        if length < _LEAST_OPEN:
            message = _("{quiet} leaves {n} minutes a day to send in", quiet=flow.quiet, n=length)
            yield ("quiet",), message, _("Write the hours at which nothing goes out, as in 22:00-08:00.")
    if flow.holdout > _MOST_HELD:
        message = _("{share} of all people are sent nothing", share=f"{flow.holdout:.0%}")
        hint = _("The holdout is who gets nothing: write 0.1 for a tenth.")
        yield ("holdout",), message, hint
    entry = flow.reentry if isinstance(flow.reentry, Reentry) else Reentry(mode=flow.reentry)
    if entry.mode == "once" and (entry.cooldown is not None or (entry.max or 1) > 1):
        hint = _('Write "after_exit" for again and again, or take "cooldown" and "max" out.')
        yield ("reentry",), _('with "once" nobody enters a second time: "cooldown" and "max" do nothing'), hint
