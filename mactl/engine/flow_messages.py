"""The messages of flows: each send step is a campaign to plans, gates, templates and reports (rules F1, M1)."""

from __future__ import annotations

from dataclasses import replace

from mactl.core.flows.steps.send import Send
from mactl.core.model.campaign import Campaign, ChannelContent, Goal, Schedule, SendWindow
from mactl.core.model.coupon import Grant
from mactl.core.model.flow import Flow
from mactl.engine import launch, planning
from mactl.engine.workspace import Workspace
from mactl.store import origins
from mactl.store.database import Database
from mactl.store.origins import Origin


def as_campaign(flow: Flow, step: Send) -> Campaign:
    """Return a send step as the campaign that its messages are planned, judged and made as."""
    ways = tuple(step.send.ways())
    goal, hours = flow.goal, step.window
    return Campaign(
        id=flow.id,
        name=flow.name,
        audience="all",
        channels=tuple(channel for channel, _template in ways),
        mode="fallback",
        content={
            channel: ChannelContent(template=template, subject=step.send.subject if channel == "email" else "")
            for channel, template in ways
        },
        fallback_on=step.send.fallback_on,
        receipt_within=step.send.receipt_within,
        window=None if hours is None else SendWindow(
            start=hours.start, stop=hours.stop, weekdays=hours.weekdays, workdays=hours.workdays
        ),
        class_=flow.class_,
        topic=flow.topic,
        schedule=Schedule(time_zone=flow.time_zone) if flow.time_zone else None,
        quiet=flow.quiet,
        on_quiet=flow.on_quiet,
        cap=flow.cap,
        holdout=flow.holdout,
        priority=flow.priority,
        max_late=flow.max_late,
        goal=Goal(event=goal.event, where=goal.where, within=goal.within or "7d") if goal and goal.event else Goal(),
        grant=tuple(Grant(coupon=each.coupon, points=each.points, valid=each.valid) for each in step.send.grant),
        budget=flow.budget,
        utm=flow.utm,
    )  # fmt: skip


def message_of(flow: Flow, step: Send) -> Campaign:
    """Return what a send step's message is to who gets it: neither what it is called nor what it is measured by."""
    return replace(as_campaign(flow, step), name="", goal=Goal(), holdout=0.0, utm={})


def origin(workspace: Workspace, database: Database, flow: Flow, version: int, step: Send, now: int) -> Origin:
    """Return where the messages of a send step come from, made if it is new, inside the caller's transaction.

    Versions of a flow whose step reads alike share one: the first one's number names it.
    """
    campaign = as_campaign(flow, step)
    definition = planning.definition_of(campaign)
    ((mode, channels),) = launch.modes(workspace, campaign, sandbox=False).items()
    for known in origins.find(database, flow.id, kind="flow"):
        if (
            known.mode == mode
            and _step(known) == step.id
            and (known.definition == definition or known.occurrence == f"{step.id}/{version}")
        ):
            if known.channels != tuple(channels):
                origins.set_channels(database, known.id, channels)
            return known if known.channels == tuple(channels) else origins.by_id(database, known.id)
    number = origins.create(
        database,
        definition=definition,
        mode=mode,
        kind="flow",
        name=flow.id,
        occurrence=f"{step.id}/{version}",
        channels=",".join(channels),
        topic=campaign.topic,
        version=str(version),
        priority=campaign.priority,
        at=now,
        planned=now,
    )
    return origins.by_id(database, number)


def _step(known: Origin) -> str:
    return known.occurrence.rpartition("/")[0]
