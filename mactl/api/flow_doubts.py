"""What works in a flow and will surprise: what its own words say (core/flows/doubts.py), and names that nothing bears.

A name that nobody has yet is no fault: the first such event may come tomorrow. One that is nearly another is told of in
any case; one that is like none, once there are data to compare it with.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from mactl.api import flow_texts, references
from mactl.core.decode.faults import Fault
from mactl.core.flows.doubts import doubts as own_doubts
from mactl.core.flows.named import Name, given_tags, names
from mactl.core.flows.reading import read_steps, read_trigger, walk
from mactl.core.flows.step import Wrong
from mactl.core.flows.steps.start import Start
from mactl.core.flows.triggers.flow import ByFlow
from mactl.core.model.event import STANDARD
from mactl.core.model.flow import Flow
from mactl.core.segments.operands import PROFILE
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.i18n import _, mark
from mactl.store import vocabulary

_UNKNOWN: Mapping[str, str] = {
    "event": mark("No event {name} was ever recorded."),
    "field": mark("No customer has the field {name}."),
    "tag": mark("No customer has the tag {name}."),
    "topic": mark("No campaign, flow or consent has the topic {name}."),
    "queue": mark("No other flow has the queue {name}."),
    "property": mark("No event {event} of late had the property {name}."),
    "campaign": mark("No campaign named {name}"),
    "flow": mark("No flow named {name}"),
    "step": mark("the flow {flow} has no step {name}"),
}
_NEAR = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names that there are, of each kind, and the kinds of which there are data; ``properties`` are an event's."""

    names: Mapping[str, frozenset[str]]
    told: frozenset[str]
    mapped: Mapping[str, str]
    properties: Mapping[str, list[str]]


def faults(
    workspace: Workspace, catalogue: Catalogue, flows: Iterable[Flow], *, strange: bool = True
) -> tuple[Fault, ...]:
    """Return what will surprise in each of ``flows``, with its line; nothing of those that a fault blocks.

    Without ``strange`` a name that is like no other is taken for a new one.
    """
    asked = {flow.id: names(flow) for flow in flows}
    known = _known(workspace, catalogue, asked)
    known = known if strange else replace(known, told=frozenset())
    found: list[Fault] = []
    for flow in flows:
        wrong = tuple(_wrongs(workspace, catalogue, flow, asked[flow.id], known))
        found += references.placed(workspace, flow, wrong)
    return tuple(found)


def sentences(found: Iterable[Fault]) -> tuple[str, ...]:
    """Return each as a line beside the answer of a command."""
    return tuple(_("Mind: {doubt}", doubt=each.sentence()) for each in found)


def _wrongs(
    workspace: Workspace, catalogue: Catalogue, flow: Flow, asked: Iterable[Name], known: Known
) -> Iterator[Wrong]:
    yield from own_doubts(flow)
    yield from flow_texts.doubts(workspace, flow)
    for each in asked:
        yield from _unknown(each, flow, catalogue, known)
    yield from _never_started(flow, catalogue)


def _unknown(one: Name, flow: Flow, catalogue: Catalogue, known: Known) -> Iterator[Wrong]:
    """Yield that nothing bears a name."""
    if one.kind == "event" and one.name in known.mapped:
        meant = known.mapped[one.name]
        message = _("{name} is recorded as {meant}, as config.json says", name=one.name, meant=meant)
        yield one.path, message, _("Write {wanted}.", wanted=meant)
        return
    there = _there(one, flow, catalogue, known)
    if not there or one.name.split(".")[0] in there or one.name in there:
        return
    near = difflib.get_close_matches(one.name, sorted(there), 2, _NEAR)
    message = _(_UNKNOWN[one.kind], name=one.name, event=one.of, flow=one.of or flow.id)
    if near:
        yield one.path, message, _("Did you mean {name}?", name=_(" or ").join(near))
    elif one.kind in known.told and one.path != ("topic",):
        yield one.path, message, _("If it is new, all is well; if not, look at how it is spelt.")


def _there(one: Name, flow: Flow, catalogue: Catalogue, known: Known) -> frozenset[str]:
    """Return the names that one of its kind may be; none where nothing is known."""
    if one.kind == "property":
        return frozenset(known.properties.get(one.of, ()))
    if one.kind == "step":
        within = next((each for each in catalogue.flows if one.of in {each.id, each.name}), flow)
        return frozenset(twig.step.id for twig in walk(read_steps(within.steps, [])))
    others = [each for each in catalogue.flows if each.id != flow.id]
    if one.kind == "topic" and one.path == ("topic",):
        own = frozenset([*(each.topic for each in others), *(each.topic for each in catalogue.campaigns)])
        return known.names["consented"] | own - {""}
    if one.kind == "queue":
        return frozenset(each.name for other in others for each in names(other) if each.kind == "queue")
    return known.names[one.kind]


def _never_started(flow: Flow, catalogue: Catalogue) -> Iterator[Wrong]:
    """Yield that the flow which is to start this one has no step that does."""
    trigger = read_trigger(flow.trigger, [])
    if not isinstance(trigger, ByFlow):
        return
    for other in catalogue.flows:
        if trigger.flow in {other.id, other.name}:
            steps = [twig.step for twig in walk(read_steps(other.steps, []))]
            if not any(isinstance(step, Start) and step.start in {flow.id, flow.name} for step in steps):
                hint = _('Write the step {"id": "...", "start": "NAME"} there.').replace("NAME", flow.id)
                yield ("trigger", "flow"), _("no step of {flow} starts this flow", flow=other.name), hint


def _known(workspace: Workspace, catalogue: Catalogue, asked: Mapping[str, list[Name]]) -> Known:
    """Read the names that there are."""
    found: dict[str, set[str]] = {"event": set(), "tag": set(), "field": set(), "consented": set()}
    properties: dict[str, list[str]] = {}
    told: set[str] = {"campaign", "flow", "step", "topic"}
    if workspace.database_path.exists():
        with workspace.open() as database:
            reads: dict[str, Callable[[], list[str]]] = {
                "event": partial(vocabulary.event_types, database),
                "tag": partial(vocabulary.tags, database),
                "field": partial(vocabulary.attributes, database),
                "consented": partial(vocabulary.topics, database),
            }
            found = {kind: set(read()) for kind, read in reads.items()}
            events = {each.of for each in (name for listed in asked.values() for name in listed)}
            properties = {event: vocabulary.properties(database, event) for event in events if event}
        told |= {kind for kind in ("event", "tag", "field") if found[kind]} | {"property"}
    topics = {each.topic for each in catalogue.flows} | {each.topic for each in catalogue.campaigns}
    given = {tag for flow in catalogue.flows for tag in given_tags(flow)}
    return Known(
        names={
            "event": frozenset(found["event"] | set(STANDARD)),
            "tag": frozenset(found["tag"] | given),
            "field": frozenset(found["field"] | set(PROFILE) | {"attributes", "ids"}),
            "topic": frozenset(topics | found["consented"] | {cap.scope for cap in workspace.config.caps}) - {""},
            "consented": frozenset(found["consented"]),
            "campaign": frozenset(name for each in catalogue.campaigns for name in (each.id, each.name)),
            "flow": frozenset(name for each in catalogue.flows for name in (each.id, each.name)),
        },
        told=frozenset(told),
        mapped={own: meant for own, meant in workspace.config.events.items() if own not in STANDARD},
        properties=properties,
    )
