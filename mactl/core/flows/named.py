"""The names that a flow uses and that only data know: events, fields, tags, topics, queues; each with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from mactl.core.decode.faults import Path
from mactl.core.flows.reading import read_steps, read_trigger, walk
from mactl.core.flows.step import Step
from mactl.core.flows.steps.do import Do
from mactl.core.flows.steps.task import Task
from mactl.core.flows.steps.wait_until import WaitUntil
from mactl.core.flows.trigger import Trigger
from mactl.core.flows.triggers.date import Date
from mactl.core.model.flow import Flow
from mactl.core.segments.mentions import mentions
from mactl.core.segments.parse import examine

Kind = Literal["event", "field", "tag", "topic", "queue", "property", "campaign", "flow", "step"]
_MESSAGE: tuple[Literal["campaign", "flow", "step"], ...] = ("campaign", "flow", "step")


class Name(NamedTuple):
    """A name as a flow uses it, and where; ``of`` is the event of a property, or the flow of a step ("" is none)."""

    kind: Kind
    name: str
    path: Path
    of: str = ""


def names(flow: Flow) -> list[Name]:
    """Return the names of a flow without a fault, each once, where it stands first."""
    found: dict[tuple[str, str, str], Name] = {}
    for each in _everything(flow):
        found.setdefault((each.kind, each.name, each.of), each)
    return list(found.values())


def given_tags(flow: Flow) -> set[str]:
    """Return the tags that a flow gives."""
    deeds = [deed for twig in walk(read_steps(flow.steps, [])) if isinstance(twig.step, Do) for deed in twig.step.do]
    return {deed.tag.lstrip("+") for deed in deeds if deed.tag and not deed.tag.startswith("-")}


def _everything(flow: Flow) -> Iterator[Name]:
    trigger = read_trigger(flow.trigger, [])
    if trigger is not None:
        yield from _of_trigger(flow, trigger)
    if flow.filter is not None:
        yield from _asked(("filter",), flow.filter)
    if flow.goal is not None:
        yield from _of_rule(("goal",), flow.goal)
    for index, rule in enumerate(flow.exit):
        yield from _of_rule(("exit", index), rule)
    for twig in walk(read_steps(flow.steps, [])):
        yield from _of_step(twig.path, twig.step)
    if flow.topic:
        yield Name("topic", flow.topic, ("topic",))


def _of_trigger(flow: Flow, trigger: Trigger) -> Iterator[Name]:
    for event in trigger.events():
        key = next((key for key, value in flow.trigger.items() if value == event), "of")
        yield Name("event", event, ("trigger", key))
    for path, condition in trigger.conditions():
        yield from _asked(("trigger", *path), condition)
    if isinstance(trigger, Date):
        yield Name("field", _field(trigger.date), ("trigger", "date"))
    if flow.key is not None and len(trigger.events()) == 1:
        yield Name("property", flow.key.removeprefix("$event."), ("key",), trigger.events()[0])


def _of_rule(path: Path, rule: Any) -> Iterator[Name]:
    if rule.condition is not None:
        yield from _asked((*path, "condition"), rule.condition)
    if rule.event is not None:
        yield from _event(path, rule.event, rule.match)
        yield from _asked((*path, "where"), {"event": rule.event, "where": rule.where})


def _of_step(path: Path, step: Step) -> Iterator[Name]:
    match step:
        case WaitUntil():
            if step.wait_until.event is not None:
                yield from _event((*path, "wait_until"), step.wait_until.event, step.wait_until.match)
            if step.wait_until.date is not None:
                yield Name("field", _field(step.wait_until.date), (*path, "wait_until", "date"))
        case Task():
            yield Name("queue", step.task.queue, (*path, "task", "queue"))
        case Do():
            yield from _of_deeds(path, step)
    for inner, condition in step.conditions():
        yield from _asked((*path, *inner), condition)


def _of_deeds(path: Path, step: Do) -> Iterator[Name]:
    for index, deed in enumerate(step.do):
        if deed.tag is not None and deed.tag.startswith("-"):
            yield Name("tag", deed.tag.removeprefix("-"), (*path, "do", index, "tag"))
        for key in deed.consent or {}:
            topic = key.partition(":")[2]
            if topic:
                yield Name("topic", topic, (*path, "do", index, "consent"))


def _event(path: Path, event: str, match: str | None) -> Iterator[Name]:
    yield Name("event", event, (*path, "event"))
    if match is not None:
        yield Name("property", match, (*path, "match"), event)


def _asked(path: Path, said: object) -> Iterator[Name]:
    """Yield the names in a condition; what is wrong with its shape was told before."""
    condition, wrong = examine(said, path)
    if wrong:
        return
    for kind, name in mentions(condition):
        if kind in {"event", "tag"}:
            yield Name(kind, name, path)
        elif kind == "field":
            yield Name("field", _field(name), path)
    yield from _inside(path, condition.json())


def _inside(path: Path, said: object) -> Iterator[Name]:
    """Yield the topics, campaigns, flows, steps and properties of events in a condition, at any depth."""
    if isinstance(said, list):
        for each in said:
            yield from _inside(path, each)
    elif isinstance(said, dict):
        yield from _said(path, said)
        for key in ("all", "any", "not"):
            yield from _inside(path, said.get(key))


def _said(path: Path, said: Mapping[str, Any]) -> Iterator[Name]:
    if "event" in said:
        for name in said.get("where", ()):
            yield Name("property", str(name), path, str(said["event"]))
    if "consent" in said and "topic" in said:
        yield Name("topic", str(said["topic"]), path)
    if "message" in said:
        for key in _MESSAGE:
            if key in said:
                yield Name(key, str(said[key]), path, str(said.get("flow", "")) if key == "step" else "")


def _field(path: str) -> str:
    return path.removeprefix("profile.").removeprefix("attributes.")
