"""A flow made ready to run: its steps laid out flat, its rules and times read once, its version's digest (F1)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from mactl.core.decode.faults import Fault, error
from mactl.core.flows.questions import Question
from mactl.core.flows.reading import Twig, read_steps, read_trigger
from mactl.core.flows.rules import Rule, asked, rules
from mactl.core.flows.state import Phase
from mactl.core.flows.step import Raw, Step, Wrong
from mactl.core.flows.timing import Timing, read_hours, read_timing
from mactl.core.flows.trigger import Trigger
from mactl.core.model.action import Action
from mactl.core.model.flow import Flow
from mactl.core.model.keys import json_key
from mactl.errors import MactlError
from mactl.i18n import _

BODIES = ("send", "do", "task", "webhook")
END = ""  # what follows the last step
EXIT = "exit"


class Node(NamedTuple):
    """A step in its program: ``next`` is what follows it, ``branches`` the first step of each of its ways.

    ``parent`` is the step and branch it stands in. ``on_skip`` and ``on_fail`` are ids, "" (the end) or None: leave.
    """

    step: Step
    next: str
    parent: tuple[str, str]
    branches: Mapping[str, str]
    timing: Timing
    on_skip: str | None
    on_fail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A version of a flow: ``definition`` is its canonical JSON, actions included, ``digest`` the hash of that."""

    flow: Flow
    trigger: Trigger
    nodes: Mapping[str, Node]
    first: str
    rules: tuple[Rule, ...]
    asked: Mapping[tuple[str, Phase], tuple[Question, ...]]
    definition: str
    digest: str


def compile(flow: Flow, actions: Mapping[str, Action]) -> Program:  # noqa: A001 - what it is called everywhere
    """Return the program of ``flow``; ``actions`` are the named ones, by id and by name.

    Raises:
        MactlError: with every fault of its trigger and steps; an action is nowhere.
    """
    return restore(canonical(dataclasses.replace(flow, steps=resolved(flow.steps, actions))))


@lru_cache(maxsize=256)
def restore(definition: str) -> Program:
    """Return the program of a version, from its canonical JSON."""
    faults: list[Wrong] = []
    flow = _flow(definition)
    trigger = read_trigger(flow.trigger, faults)
    twigs = read_steps(flow.steps, faults)
    if trigger is None or faults:
        found = [Fault(message=message, path=path, hint=hint) for path, message, hint in faults]
        raise error(found, _("The flow {name}", name=flow.name))
    laid_out = dict(nodes(flow, twigs))
    kept = rules(flow)
    return Program(
        flow=flow, trigger=trigger, nodes=laid_out, first=twigs[0].step.id if twigs else END, rules=kept,
        asked={key: each for id_, node in laid_out.items() for key, each in asked(flow, kept, id_, node.step)},
        definition=definition, digest=sha256(definition.encode()).hexdigest()[:16],
    )  # fmt: skip


def resolved(steps: Sequence[Raw], actions: Mapping[str, Action]) -> tuple[Raw, ...]:
    """Return ``steps`` (JSON) with the bodies of the actions that they name."""
    return tuple(_resolved(step, actions) for step in steps)


def bodies(action: Action) -> dict[str, Any]:
    """Return the bodies of a named action, by their action key: exactly one, where it has no fault."""
    found = {key: getattr(action, key) for key in BODIES}
    return {key: body for key, body in found.items() if body is not None}


def canonical(flow: Flow) -> str:
    """Return a flow as JSON that is the same for the same flow: what is as by default left out, keys in order.

    The arms of a split keep the file's order: by it people are drawn (F9).
    """
    said = {
        json_key(field.name): _json(getattr(flow, field.name))
        for field in dataclasses.fields(flow)
        if field.name != "description" and getattr(flow, field.name) != _default(field)
    }
    return json.dumps(_sorted(said), ensure_ascii=False, separators=(",", ":"), default=str)


def _flow(definition: str) -> Flow:
    from pydantic import TypeAdapter

    found: Flow = TypeAdapter(Flow).validate_json(definition)
    return found


def nodes(
    flow: Flow, twigs: Sequence[Twig], after: str = END, parent: tuple[str, str] = ("", "")
) -> Iterator[tuple[str, Node]]:
    """Yield the nodes of steps in the file's order; the last of them goes on at ``after``."""
    for index, (step, _path, branches) in enumerate(twigs):
        following = twigs[index + 1].step.id if index + 1 < len(twigs) else after
        ways = {name: inner[0].step.id if inner else following for name, inner in branches.items()}
        window = None if step.window is None or step.GATED else read_hours(step.window)
        yield step.id, Node(
            step, following, parent, ways, read_timing(step.at, step.wait, window),
            _way(step.on_skip or flow.on_skip, following), _way(step.on_fail or flow.on_fail, following),
        )  # fmt: skip
        for name, inner in branches.items():
            yield from nodes(flow, inner, following, (step.id, name))


def _way(said: str, following: str) -> str | None:
    """Return where an ``on_skip`` or ``on_fail`` leads: a step, the end, or None for out."""
    if said == "next":
        return following
    return None if said == EXIT else said.removeprefix("goto:")


def _resolved(step: Raw, actions: Mapping[str, Action]) -> Raw:
    """Return a step with the body of the action that it, or a step inside it, names."""
    made = dict(step)
    for key in ("then", "else"):
        if isinstance(made.get(key), list | tuple):
            made[key] = resolved(made[key], actions)
    if isinstance(made.get("arms"), Mapping):
        made["arms"] = {name: resolved(inner, actions) for name, inner in made["arms"].items()}
    name = made.pop("action", None)
    if name is None:
        return made
    action = actions.get(name)
    if action is None:
        raise MactlError(_("No action named {name}", name=name), _("data/actions.json holds the actions"))
    return {**made, **bodies(action)}


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _json(value: Any) -> Any:
    """Return a field as JSON says it, what is as by default left out of dataclasses."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {
            json_key(each.name): _json(getattr(value, each.name))
            for each in fields
            if getattr(value, each.name) != _default(each)
        }
    return [_json(each) for each in value] if isinstance(value, list | tuple) else value


def _sorted(value: Any, *, keep: bool = False) -> Any:
    """Return ``value`` with the keys of its objects in order, those of ``arms`` as they are."""
    if isinstance(value, Mapping):
        keys = list(value) if keep else sorted(value)
        return {key: _sorted(value[key], keep=key == "arms") for key in keys}
    return [_sorted(each) for each in value] if isinstance(value, list | tuple) else value
