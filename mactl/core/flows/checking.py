"""Everything that can be wrong with a flow by itself, all at once, each with its path and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mactl.core.decode.faults import Path, shown
from mactl.core.flows.impossible import impossible
from mactl.core.flows.reading import Twig, read_step, read_steps, read_trigger, walk
from mactl.core.flows.step import Wrong, checked_duration, checked_next
from mactl.core.flows.trigger import Trigger
from mactl.core.model.flow import Flow, FlowExit, FlowGoal, Reentry
from mactl.core.schedule.quiet import parse_quiet
from mactl.core.schedule.zones import zone
from mactl.core.segments.parse import examine
from mactl.errors import MactlError
from mactl.i18n import _

KEY = "$event."


def check(flow: Flow) -> Iterator[Wrong]:
    """Yield what is wrong with a flow whose outer shape is right; what it names elsewhere is not looked at."""
    faults: list[Wrong] = []
    trigger = read_trigger(flow.trigger, faults)
    twigs = read_steps(flow.steps, faults)
    yield from faults
    if not flow.steps:
        yield (
            ("steps",),
            _("a flow without steps does nothing"),
            _("Write at least one step."),
        )
    yield from _check_ids(flow)
    yield from _check_targets(flow, twigs)
    yield from _check_conditions(flow, trigger, twigs)
    yield from _check_rules(flow, trigger)
    yield from _check_entry(flow, trigger)
    yield from _check_limits(flow)
    yield from impossible(flow, trigger, twigs)


def check_body(name: str, body: Mapping[str, object]) -> Iterator[Wrong]:
    """Yield what is wrong with a named action: it is a step without a place."""
    faults: list[Wrong] = []
    step = read_step({"id": name or "action", **body}, faults)
    yield from faults
    if step is not None:
        for path, condition in step.conditions():
            yield from _condition(path, condition)


def _ids(raw: Sequence[object], path: Path = ("steps",)) -> Iterator[tuple[str, Path]]:
    """Yield the ids of steps in the file's order, those of faulty ones too."""
    for index, step in enumerate(raw):
        if not isinstance(step, Mapping):
            continue
        here = (*path, index)
        if isinstance(step.get("id"), str):
            yield step["id"], here
        arms = step.get("arms")
        branches: list[tuple[Path, object]] = [((key,), step.get(key)) for key in ("then", "else")]
        branches += [(("arms", name), inner) for name, inner in arms.items()] if isinstance(arms, Mapping) else []
        for inner_path, inner in branches:
            yield from _ids(inner if isinstance(inner, list | tuple) else (), (*here, *inner_path))


def _check_ids(flow: Flow) -> Iterator[Wrong]:
    seen: set[str] = set()
    for id_, path in _ids(flow.steps):
        if id_ in seen:
            message = _("the step id “{id}” is used twice", id=shown(id_))
            yield (*path, "id"), message, _("Give each step its own.")
        seen.add(id_)


def _check_targets(flow: Flow, twigs: Sequence[Twig]) -> Iterator[Wrong]:
    """Yield the jumps that lead nowhere, or back: no journey goes in circles."""
    order = [id_ for id_, _path in _ids(flow.steps)]
    for twig in walk(twigs):
        later = order[order.index(twig.step.id) + 1 :]
        for path, target in twig.step.targets():
            if target not in order:
                yield (*twig.path, *path), _("there is no step {id}", id=repr(target)), _names(later)
            elif target not in later:
                yield (*twig.path, *path), _("step {id} is not further down", id=repr(target)), _names(later)
    for key, said in (("on_skip", flow.on_skip), ("on_fail", flow.on_fail)):
        if said.startswith("goto:"):
            hint = _('Write it at the steps that it is for; a flow says "next" or "exit".')
            yield (key,), _("a flow as a whole cannot jump to a step"), hint
        else:
            yield from checked_next((key,), said)


def _check_conditions(flow: Flow, trigger: Trigger | None, twigs: Sequence[Twig]) -> Iterator[Wrong]:
    found: list[tuple[Path, Any]] = [] if flow.filter is None else [(("filter",), flow.filter)]
    found += [] if trigger is None else [(("trigger", *path), raw) for path, raw in trigger.conditions()]
    for path, rule in _rules(flow):
        if rule.condition is not None:
            found.append(((*path, "condition"), rule.condition))
        if rule.event is not None:
            found.append((path, {"event": rule.event, "where": rule.where}))
    found += [((*twig.path, *path), raw) for twig in walk(twigs) for path, raw in twig.step.conditions()]
    for path, raw in found:
        yield from _condition(path, raw)


def _condition(path: Path, raw: object) -> Iterator[Wrong]:
    for fault in examine(raw, path)[1]:
        yield fault.path, fault.message, fault.hint


def _rules(flow: Flow) -> Iterator[tuple[Path, FlowGoal | FlowExit]]:
    if flow.goal is not None:
        yield ("goal",), flow.goal
    for index, rule in enumerate(flow.exit):
        yield ("exit", index), rule


def _check_rules(flow: Flow, trigger: Trigger | None) -> Iterator[Wrong]:
    for path, rule in _rules(flow):
        if (rule.event is None) == (rule.condition is None):
            yield path, _("this is met by an event or by a condition"), _('Write "event" or "condition".')
        if rule.match is not None and rule.event is None:
            yield (*path, "match"), _("only an event can match the trigger's"), _("Take it out.")
        elif rule.match is not None and trigger is not None and not trigger.events():
            yield (*path, "match"), _("this flow is not started by an event"), _("Take it out.")
    if flow.goal is not None:
        yield from checked_duration(("goal", "within"), flow.goal.within, signed=False)


def _check_entry(flow: Flow, trigger: Trigger | None) -> Iterator[Wrong]:
    if flow.key is not None and not flow.key.startswith(KEY):
        hint = _('Write it as in "$event.cart_id": a property of the event.')
        yield ("key",), _("{value} names no property of the event", value=repr(shown(flow.key))), hint
    elif flow.key is not None and trigger is not None and not trigger.events():
        yield ("key",), _("this flow is not started by an event"), _("Take it out.")
    entry = flow.reentry if isinstance(flow.reentry, Reentry) else Reentry(mode=flow.reentry)
    if entry.mode == "per_key" and flow.key is None:
        yield ("key",), _("entering once for each key needs a key"), _('Write it as in "key": "$event.cart_id".')
    if entry.max is not None and entry.max < 1:
        yield ("reentry", "max"), _("a flow that nobody may enter"), _("Write 1 or more.")
    yield from checked_duration(("reentry", "cooldown"), entry.cooldown, signed=False)


def _check_limits(flow: Flow) -> Iterator[Wrong]:
    yield from checked_duration(("max_late",), flow.max_late, signed=False)
    if flow.quiet not in {None, "default"}:
        yield from _tried(("quiet",), lambda: parse_quiet(str(flow.quiet)))
    if flow.time_zone is not None:
        yield from _tried(("time_zone",), lambda: zone(str(flow.time_zone)))


def _tried(path: Path, read: Callable[[], object]) -> Iterator[Wrong]:
    try:
        read()
    except MactlError as wrong:
        yield path, wrong.message, wrong.hint


def _names(ids: Sequence[str]) -> str:
    if not ids:
        return _("Nothing is further down: take the jump out, or write a step to jump to below it.")
    return _("Jump to a step further down: {names}.", names=", ".join(ids))
