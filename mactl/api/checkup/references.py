"""References: segments, templates and providers that campaigns and segments name, and circles of segments."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.api import authoring, flow_doubts, references
from mactl.api.checkup._finding import Finding
from mactl.core.model.campaign import Campaign
from mactl.core.segments.definitions import definitions
from mactl.engine import catalogue, scoring
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield what campaigns and segments name that is nowhere."""
    try:
        known = catalogue.read(workspace)
    except MactlError:
        return  # said by the check of the files
    conditions = definitions(known.segments, known.inner)
    context = known.bare_context(workspace.clock.now(), workspace.zone)
    for segment in known.segments:
        try:
            conditions[segment.id].sql(context.within_segment(segment.id))
        except MactlError as wrong:
            yield Finding(message=_("segment {name}: {fault}", name=segment.name, fault=wrong.message), hint=wrong.hint)
    for scale in scoring.scales(context):
        try:
            scale.sql(context)
        except MactlError as wrong:
            yield Finding(message=_("score {name}: {fault}", name=scale.name, fault=wrong.message), hint=wrong.hint)
    for campaign in known.campaigns:
        yield from _campaign(workspace, campaign)
    yield from _flows(workspace, known)


def _flows(workspace: Workspace, known: Catalogue) -> Iterator[Finding]:
    for flow in known.flows:
        for fault in references.faults(workspace, known, flow):
            yield Finding(message=f"{fault.place()}: {fault.message}", hint=fault.hint)
    for doubt in flow_doubts.faults(workspace, known, known.flows):
        yield Finding(level="warning", message=f"{doubt.place()}: {doubt.message}", hint=doubt.hint)


def _campaign(workspace: Workspace, campaign: Campaign) -> Iterator[Finding]:
    try:
        authoring.check_references(workspace, campaign)
    except MactlError as wrong:
        yield Finding(message=_("campaign {name}: {fault}", name=campaign.name, fault=wrong.message), hint=wrong.hint)
