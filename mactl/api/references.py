"""What flows name elsewhere: templates, segments, tests, actions, coupons, festivals, other flows; what is nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from mactl.authored import load_list
from mactl.core.decode.faults import Fault, Path, error
from mactl.core.decode.slugs import slug
from mactl.core.decode.strict_json import Document, read
from mactl.core.flows.program import bodies
from mactl.core.flows.reading import read_step, read_steps, read_trigger, walk
from mactl.core.flows.step import Step, Wrong
from mactl.core.flows.steps.action import ActionStep
from mactl.core.flows.steps.do import Do
from mactl.core.flows.steps.experiment import Experiment
from mactl.core.flows.steps.send import Send
from mactl.core.flows.steps.start import Start
from mactl.core.flows.steps.task import Task
from mactl.core.flows.steps.webhook import Webhook
from mactl.core.flows.triggers.festival import Festival
from mactl.core.flows.triggers.flow import ByFlow
from mactl.core.model.campaign import Campaign
from mactl.core.model.coupon import Grant
from mactl.core.model.experiment import AbTest
from mactl.core.model.flow import Flow, Reentry
from mactl.core.schedule.zones import zone
from mactl.core.segments.condition import Context
from mactl.core.segments.parse import examine
from mactl.engine import festivals, flow_messages, planning, rewards
from mactl.engine.catalogue import FLOWS, Catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.templating import Template
from mactl.templating.library import Library

TESTS = "data/ab_tests.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What there is to name."""

    workspace: Workspace
    catalogue: Catalogue
    context: Context
    books: Library
    tests: dict[str, AbTest]


def faults(workspace: Workspace, catalogue: Catalogue, flow: Flow) -> tuple[Fault, ...]:
    """Return what a flow names that is nowhere, or may not be granted; each with its line, if it is in the file."""
    return placed(workspace, flow, tuple(wrongs(workspace, catalogue, flow)))


def placed(workspace: Workspace, flow: Flow, wrong: tuple[Wrong, ...]) -> tuple[Fault, ...]:
    """Return what is said of a flow with its place in the file, if it stands there."""
    if not wrong:
        return ()
    document, index = _place(workspace, flow)
    if document is None:
        return tuple(Fault(message=message, path=path, hint=hint) for path, message, hint in wrong)
    return tuple(document.fault((index, *path), message, hint) for path, message, hint in wrong)


def require(workspace: Workspace, catalogue: Catalogue, flow: Flow) -> None:
    """Raise all that a flow names and that is nowhere: before anybody enters it."""
    if found := faults(workspace, catalogue, flow):
        raise error(found, FLOWS)


def wrongs(workspace: Workspace, catalogue: Catalogue, flow: Flow) -> Iterator[Wrong]:
    """Yield what a flow names that is nowhere, with its path inside the flow."""
    known = _known(workspace, catalogue)
    trigger = read_trigger(flow.trigger, [])
    if trigger is not None:
        for path, name in trigger.segments():
            yield from _tried(("trigger", *path), lambda name=name: catalogue.segment(name))  # type: ignore[misc]
    if isinstance(trigger, Festival):
        yield from _tried(("trigger",), lambda: trigger.occasion(
            festivals.read(workspace).festival(trigger.festival), workspace.clock.now(), zone(workspace.zone)
        ))  # fmt: skip
    if isinstance(trigger, ByFlow):
        yield from _tried(("trigger", "flow"), lambda: catalogue.flow(trigger.flow))
    if flow.filter is not None:
        yield from _condition(("filter",), flow.filter, known)
    for twig in walk(read_steps(flow.steps, [])):
        yield from _step(twig.step, twig.path, flow, known)
    yield from _circle(flow, catalogue)


def _known(workspace: Workspace, catalogue: Catalogue) -> _Known:
    tests = load_list(workspace.folder / TESTS, AbTest, TESTS).objects
    return _Known(
        workspace=workspace,
        catalogue=catalogue,
        context=catalogue.bare_context(workspace.clock.now(), workspace.zone),
        books=planning.library(workspace),
        tests={test.name: test for test in tests} | {test.id: test for test in tests},
    )


def _step(step: Step, path: Path, flow: Flow, known: _Known) -> Iterator[Wrong]:
    """Yield what a step names that is nowhere."""
    for inner, condition in step.conditions():
        yield from _condition((*path, *inner), condition, known)
    match step:
        case ActionStep():
            yield from _action(step, path, flow, known)
        case Send():
            yield from _send(step, path, flow, known)
        case Do():
            yield from _do(step, path, known)
        case Experiment():
            yield from _experiment(step, path, known)
        case Start():
            yield from _tried((*path, "start"), lambda: known.catalogue.flow(step.start))
        case Task() | Webhook():
            yield from _texts(path, _written(step), known)


def _action(step: ActionStep, path: Path, flow: Flow, known: _Known) -> Iterator[Wrong]:
    """Yield that there is no such action, or what its body names that is nowhere."""
    action = known.catalogue.named_actions().get(step.action)
    if action is None:
        names = ", ".join(each.id for each in known.catalogue.actions) or "-"
        hint = _("data/actions.json has: {names}", names=names)
        yield (*path, "action"), _("No action named {name}", name=step.action), hint
        return
    body = read_step({"id": step.id, **bodies(action)}, [])
    if body is not None:
        for _inner, message, hint in _step(body, path, flow, known):
            yield (*path, "action"), message, hint


def _send(step: Send, path: Path, flow: Flow, known: _Known) -> Iterator[Wrong]:
    """Yield the templates that are nowhere or have faults, and what may not be granted."""
    for channel, template in step.send.ways():
        subject = step.send.subject if channel == "email" else ""
        loaded = partial(
            known.books.load, channel=channel, name=template, subject=subject, marketing=flow.class_ == "marketing"
        )
        yield from _tried((*path, "send"), partial(_printable, flow_messages.as_campaign(flow, step), loaded))
    for index, grant in enumerate(step.send.grant):
        yield from _granted((*path, "send", "grant", index), grant, known)


def _written(step: Task | Webhook) -> dict[str, object]:
    """Return the texts of a step that are templates, where they stand in it."""
    if isinstance(step, Task):
        return {"task": {"title": step.task.title, "script": step.task.script}}
    return {"webhook": {"body": step.webhook.body}}


def _texts(path: Path, value: object, known: _Known) -> Iterator[Wrong]:
    """Yield what is wrong with the texts of a task or a call, which are templates."""
    if isinstance(value, str):
        yield from _tried(path, partial(known.books.short, value, ".".join(map(str, path))))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts((*path, key), each, known)
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _texts((*path, index), each, known)


def _printable(campaign: Campaign, loaded: Callable[[], Template]) -> None:
    planning.require_grant(campaign, loaded())


def _do(step: Do, path: Path, known: _Known) -> Iterator[Wrong]:
    for index, deed in enumerate(step.do):
        here = (*path, "do", index)
        if deed.coupon is not None or (deed.points or 0) > 0:
            yield from _granted(here, Grant(coupon=deed.coupon, points=deed.points, valid=deed.valid), known)
        for key in ("segment_add", "segment_remove"):
            name = getattr(deed, key)
            if name is not None:
                yield from _static((*here, key), name, known)


def _static(path: Path, name: str, known: _Known) -> Iterator[Wrong]:
    """Yield that a segment is nowhere, or that nobody can be put into it by hand."""
    yield from _tried(path, lambda: known.catalogue.segment(name))
    for segment in known.catalogue.segments:
        if name in {segment.id, segment.name} and segment.members is None:
            hint = _('Give it "members": a list that people can be put on.')
            yield path, _("the segment {name} is defined by a condition", name=segment.name), hint


def _experiment(step: Experiment, path: Path, known: _Known) -> Iterator[Wrong]:
    test = known.tests.get(step.experiment)
    if test is None:
        hint = _("data/ab_tests.json has: {names}", names=", ".join(sorted(known.tests)) or "-")
        yield (*path, "experiment"), _("No test named {name}", name=step.experiment), hint
        return
    for name in step.arms:
        if name not in test.weights:
            hint = _("Its variants are: {names}.", names=", ".join(test.weights))
            yield (*path, "arms", name), _("the test {name} has no such variant", name=test.name), hint


def _granted(path: Path, grant: Grant, known: _Known) -> Iterator[Wrong]:
    workspace = known.workspace
    yield from _tried(path, lambda: rewards.giver(workspace, [grant], source="", mode="live"))


def _condition(path: Path, raw: object, known: _Known) -> Iterator[Wrong]:
    """Yield the segments that a condition names and that are nowhere; its shape was looked at before."""
    condition, wrong = examine(raw, path)
    if not wrong:
        yield from _tried(path, lambda: condition.sql(known.context))


def _circle(flow: Flow, catalogue: Catalogue) -> Iterator[Wrong]:
    """Yield that flows start each other for ever: each round must be one that re-entry counts."""
    entry = flow.reentry if isinstance(flow.reentry, Reentry) else Reentry(mode=flow.reentry)
    if entry.mode == "once" or entry.max is not None:
        return
    seen, ahead = {flow.id}, [flow]
    while ahead:
        for twig in walk(read_steps(ahead.pop().steps, [])):
            if not isinstance(twig.step, Start):
                continue
            target = next((each for each in catalogue.flows if twig.step.start in {each.id, each.name}), None)
            if target is not None and target.id == flow.id:
                hint = _('Say how often at most, as in "reentry": {"mode": "always", "max": 12}.')
                yield ("steps",), _("this flow starts itself, by way of the flows that it starts"), hint
                return
            if target is not None and target.id not in seen:
                seen.add(target.id)
                ahead.append(target)


def _place(workspace: Workspace, flow: Flow) -> tuple[Document | None, int]:
    """Return the file with the flow's index in it; None where it is not in the file."""
    path = workspace.folder / FLOWS
    document = read(path.read_bytes() if path.exists() else b"[]", FLOWS)
    for index, one in enumerate(document.value if isinstance(document.value, list) else []):
        if isinstance(one, dict) and flow.id == one.get("id", slug(str(one.get("name", "")))):
            return document, index
    return None, 0


def _tried(path: Path, find: Callable[[], object]) -> Iterator[Wrong]:
    try:
        find()
    except MactlError as wrong:
        yield path, wrong.message, wrong.hint
