"""When each step of a flow comes at the earliest, counted from the anchor: what its times add up to on paper.

It is reckoned without quiet hours, windows, slow people and clock changes, all of which only make it later; a day is 24
hours. So where a step's ``at`` lies before it, the step comes at once, for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mactl.core.flows.program import Node
from mactl.core.flows.reading import Twig
from mactl.core.flows.steps.task import Task
from mactl.core.flows.steps.wait_until import WaitUntil
from mactl.core.flows.timing import duration_of
from mactl.core.flows.trigger import Trigger


class Pace(NamedTuple):
    """How long after the anchor, in milliseconds, the step before has ended (``since``), and the step is ``taken``."""

    since: int
    taken: int


def paces(twigs: Sequence[Twig], nodes: Mapping[str, Node], trigger: Trigger) -> dict[str, Pace]:
    """Return the pace of each step that is reached, by id."""
    known: dict[str, int] = {twigs[0].step.id: trigger.due(0)} if twigs else {}
    found: dict[str, Pace] = {}
    for id_, node in nodes.items():  # in the file's order: every way leads further down
        if id_ not in known:
            continue
        taken = _taken(node, known[id_])
        found[id_] = Pace(known[id_], taken)
        for way, to in ways(node):
            when = taken + _spent(node, way)
            known[to] = min(known.get(to, when), when)
    return found


def ways(node: Node, shut: frozenset[tuple[str, str]] = frozenset()) -> list[tuple[str, str]]:
    """Return where a step may lead, as (branch, id of the next step); ``shut`` are (step, branch) never taken."""
    said = [each for each in node.step.ways() if (node.step.id, each) not in shut]
    found = [(each, node.branches.get(each, node.next)) for each in said]
    found += [("", to) for path, to in node.step.targets() if path == ("goto",)]
    if node.step.SENDS:
        found += [("", to) for to in (node.on_skip, node.on_fail) if to is not None]
    return found


def _taken(node: Node, since: int) -> int:
    timing = node.timing
    if timing.at is not None:
        return max(timing.at.elapsed_ms(), since)
    return since if timing.wait is None else since + timing.wait.elapsed_ms()


def _spent(node: Node, way: str) -> int:
    """Return how long a step takes at least that goes on by ``way``: who gives up waiting has waited."""
    if way != "else":
        return 0
    said = None
    if isinstance(node.step, WaitUntil):
        said = node.step.wait_until.timeout
    elif isinstance(node.step, Task):
        said = node.step.task.timeout or node.step.task.due
    return duration_of(said).elapsed_ms() if said else 0
