"""A flow as a picture: the rows of a tree, the edges of a graph, Mermaid text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mactl.core.flows.program import END, Node, Program
from mactl.core.flows.state import Phase
from mactl.core.flows.step import Step
from mactl.core.flows.steps.exit import Exit
from mactl.core.flows.steps.goto import Goto
from mactl.core.flows.steps.task import Task
from mactl.core.flows.table import TABLE
from mactl.core.flows.timing import Hours, duration_of
from mactl.core.model.flow import FlowExit, FlowGoal
from mactl.core.schedule.typed import is_before, unsigned
from mactl.core.segments.parse import examine
from mactl.core.segments.phrases import duration_phrase
from mactl.i18n import _

FINISH = "end"


class Row(NamedTuple):
    """A step in the tree: ``rail`` is drawn before its id; the first of a branch names the ``branch``."""

    step: str
    depth: int
    rail: str
    branch: str
    when: str
    what: str


class Edge(NamedTuple):
    """A way from one step to another; ``jump`` is one that leaves the file's order. ``to`` may be the end."""

    step: str
    to: str
    label: str = ""
    jump: bool = False


def rows(program: Program) -> tuple[Row, ...]:
    """Return the steps in the file's order, those of branches further in."""
    children: dict[tuple[str, str], list[str]] = {}
    for id_, node in program.nodes.items():
        children.setdefault(node.parent, []).append(id_)
    return tuple(_rows(program, children, ("", ""), "", 0))


def edges(program: Program) -> Iterator[Edge]:
    """Yield every way of the flow, in the file's order; the trigger's is from ""."""
    yield Edge("", program.first or FINISH)
    for id_, node in program.nodes.items():
        if isinstance(node.step, Goto):
            yield Edge(id_, node.step.goto, jump=True)
        elif node.branches:
            yield from (Edge(id_, to or FINISH, name) for name, to in node.branches.items())
            yield from _other_outcomes(id_, node)
        elif not isinstance(node.step, Exit):
            yield Edge(id_, node.next or FINISH)
        yield from _refused(id_, node)


def mermaid(program: Program) -> str:
    """Return the flow as a Mermaid flowchart."""
    names = {id_: f"s{index}" for index, id_ in enumerate(program.nodes, 1)} | {"": "start", FINISH: "finish"}
    lines = ["flowchart TD", f'  start(["{_quoted(program.trigger.sentence())}"])']
    for row in rows(program):
        said = "<br>".join(_quoted(part) for part in (row.step, row.when, row.what) if part)
        opening, closing = ("{{", "}}") if program.nodes[row.step].branches else ("[", "]")
        lines.append(f'  {names[row.step]}{opening}"{said}"{closing}')
    lines.append(f'  finish(["{_quoted(_("end"))}"])')
    for edge in edges(program):
        arrow = "-.->" if edge.jump else "-->"
        label = f'|"{_quoted(edge.label)}"|' if edge.label else ""
        lines.append(f"  {names[edge.step]} {arrow}{label} {names[edge.to]}")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Return the machine's table as a Mermaid state diagram."""
    said: dict[tuple[Phase, Phase], list[str]] = {}
    for (phase, verdict), to in TABLE.items():
        if verdict != "stayed":
            said.setdefault((phase, to), []).append(verdict)
    lines = ["stateDiagram-v2", "  [*] --> arriving"]
    lines += [f"  {phase} --> {to}: {', '.join(verdicts)}" for (phase, to), verdicts in said.items()]
    return "\n".join([*lines, "  done --> [*]"]) + "\n"


def when(step: Step) -> str:
    """Return when a step is taken, in words; nothing where it is at once."""
    said = []
    if step.at is not None and duration_of(step.at).elapsed_ms():
        length = duration_phrase(unsigned(step.at))
        before = is_before(step.at)
        said.append(_("{length} before the anchor", length=length) if before else _("{length} in", length=length))
    if step.wait is not None and duration_of(step.wait).elapsed_ms():
        said.append(_("{length} later", length=duration_phrase(step.wait)))
    if step.window is not None:
        said.append(_hours(step.window))
    return ", ".join(said)


def rule_sentence(rule: FlowGoal | FlowExit) -> str:
    """Return what a goal or an exit is, in words."""
    said = rule.event or examine(rule.condition)[0].sentence()
    if rule.match is not None:
        said = _("{event} with the same {key}", event=said, key=rule.match)
    if isinstance(rule, FlowGoal) and rule.within is not None:
        said = _("{event}, within {length}", event=said, length=duration_phrase(rule.within))
    return said


def _rows(
    program: Program, children: Mapping[tuple[str, str], list[str]], parent: tuple[str, str], rail: str, depth: int
) -> Iterator[Row]:
    """Yield the steps of one branch and, after each, those of its own branches."""
    own = children.get(parent, [])
    for index, id_ in enumerate(own):
        node, last = program.nodes[id_], index == len(own) - 1
        knot = "" if not depth else "└ " if last else "├ "
        yield Row(id_, depth, rail + knot, "" if index else parent[1], when(node.step), node.step.sentence())
        inner = rail + ("" if not depth else "  " if last else "│ ")
        for name in node.branches:
            yield from _rows(program, children, (id_, name), inner, depth + 1)


def _other_outcomes(id_: str, node: Node) -> Iterator[Edge]:
    """Yield the way of a task's outcomes that have no arm."""
    if isinstance(node.step, Task):
        others = [name for name in node.step.task.outcomes if name not in node.branches]
        if others:
            yield Edge(id_, node.next or FINISH, ", ".join(others))


def _refused(id_: str, node: Node) -> Iterator[Edge]:
    """Yield where a message that is refused or fails leads, where that is not simply on."""
    if not node.step.GATED:
        return
    for to, label in ((node.on_skip, _("skipped")), (node.on_fail, _("failed"))):
        if to != node.next:
            yield Edge(id_, FINISH if to in (None, END) else str(to), label, jump=True)


def _hours(hours: Hours) -> str:
    """Return a window in words."""
    days = ", ".join(hours.weekdays or ()) or (_("on workdays") if hours.workdays else "")
    return " ".join(part for part in (f"{hours.start or ''}–{hours.stop or ''}".strip("–"), days) if part)


def _quoted(text: str) -> str:
    """Return a text that Mermaid takes as it is."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace("\n", " ")
