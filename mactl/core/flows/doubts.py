"""What works in a flow and will surprise its author: steps that nobody reaches, times that are over, rules that clash.

A fault (checking.py) makes a flow impossible; a doubt does not. Each has its path and what was probably meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mactl.core.flows import doubted_rules, doubted_steps
from mactl.core.flows.pace import Pace, paces, ways
from mactl.core.flows.program import END, Node, nodes
from mactl.core.flows.reading import Twig, read_steps, read_trigger, walk
from mactl.core.flows.step import Wrong
from mactl.core.flows.timing import duration_of
from mactl.core.flows.trigger import Trigger
from mactl.core.model.flow import Flow
from mactl.core.segments.phrases import length_phrase
from mactl.i18n import _


def doubts(flow: Flow) -> Iterator[Wrong]:
    """Yield what will surprise in a flow that has no fault; nothing for one that has."""
    faults: list[Wrong] = []
    trigger = read_trigger(flow.trigger, faults)
    twigs = read_steps(flow.steps, faults)
    if trigger is None or faults:
        return
    laid_out = dict(nodes(flow, twigs))
    paced = paces(twigs, laid_out, trigger)
    shut = dict(doubted_rules.shut(flow, twigs, paced))
    yield from doubted_rules.doubts(flow, paced)
    yield from _late(twigs, paced, trigger)
    yield from _never(twigs, shut)
    yield from _unreached(twigs, laid_out, frozenset(shut))
    for twig in walk(twigs):
        yield from (((*twig.path, *path), message, hint) for path, message, hint in doubted_steps.doubts(twig.step))


def _late(twigs: tuple[Twig, ...], paced: Mapping[str, Pace], trigger: Trigger) -> Iterator[Wrong]:
    """Yield the steps whose ``at`` is over by the time that anybody gets there."""
    begins = trigger.due(0)
    for twig in walk(twigs):
        found, at = paced.get(twig.step.id), twig.step.at
        if found is None or at is None or found.taken == (due := duration_of(at).elapsed_ms()):
            continue
        if due == 0 and found.since == begins:
            continue  # "at once", as people write it
        if found.since == begins:
            yield (*twig.path, "at"), _begun(at, begins), _begun_hint(begins)
        else:
            message = _("{time} is over by then: the step before it ends {length} in at the earliest", time=at,
                        length=length_phrase(found.since))  # fmt: skip
            yield (*twig.path, "at"), message, _('It comes at once. Write a later "at", or a "wait".')


def _begun(at: str, begins: int) -> str:
    if begins > 0:
        return _(
            "{time} is over by then: it counts from the event, and the flow starts {length} after it",
            time=at, length=length_phrase(begins),
        )  # fmt: skip
    return _("{time} is over by then: the flow starts {length} before the date", time=at, length=length_phrase(begins))


def _begun_hint(begins: int) -> str:
    if begins > 0:
        return _('It comes at once. Add {length} to it, or write it as "wait".', length=length_phrase(begins))
    return _('It comes at once. Let the trigger\'s "offset" begin earlier, or write a "wait".')


def _never(twigs: tuple[Twig, ...], shut: Mapping[tuple[str, str], str]) -> Iterator[Wrong]:
    """Yield the branches with steps that nobody takes."""
    for twig in walk(twigs):
        for name, path, _steps in twig.step.branches():
            why = shut.get((twig.step.id, name))
            if why is not None and twig.branches.get(name):
                message = _("nobody ever comes here: {why}", why=why)
                yield (*twig.path, *path), message, _("Take these steps out, or change what leads to them.")


def _unreached(
    twigs: tuple[Twig, ...], laid_out: Mapping[str, Node], shut: frozenset[tuple[str, str]]
) -> Iterator[Wrong]:
    """Yield the first of the steps that no way leads to; those of a branch that was told of already are left out."""
    reached, ahead = set(), [twigs[0].step.id] if twigs else []
    while ahead:
        here = ahead.pop()
        if here != END and here not in reached:
            reached.add(here)
            ahead += [to for _way, to in ways(laid_out[here], shut)]
    yield from _first_unreached(twigs, reached, shut)


def _first_unreached(twigs: tuple[Twig, ...], reached: set[str], shut: frozenset[tuple[str, str]]) -> Iterator[Wrong]:
    before: Twig | None = None
    for twig in twigs:
        if twig.step.id not in reached:
            if before is not None:
                message = _("nobody ever comes here: no way leads on from {step}", step=repr(before.step.id))
                yield twig.path, message, _("Take these steps out, or put them before it or into one of its branches.")
            return
        for name, inner in twig.branches.items():
            if (twig.step.id, name) not in shut:
                yield from _first_unreached(inner, reached, shut)
        before = twig
