"""Sending a campaign again to those who did not open it, or to whom it could not be handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mactl.api import sending
from mactl.api.results import Sent
from mactl.api.sending import Options, Progress
from mactl.core.model.campaign import Campaign
from mactl.engine import catalogue, recover, resending
from mactl.engine.ingest import sync
from mactl.engine.preparing import Prepared
from mactl.engine.resending import Repetition, Wish
from mactl.engine.workspace import Workspace
from mactl.store import controls, home


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent:
    """What became, or would become, of one launch: whom it concerns and why the others not, and the ledger's word."""

    channel: str
    occurrence: str
    people: Mapping[str, int]
    sent: Sent


def resend(
    workspace: Workspace,
    campaign: Campaign,
    wish: Wish,
    options: Options,
    progress: Progress = lambda _done, _total: None,
) -> list[Resent]:
    """Send a campaign again; what was begun goes on, and nobody gets the same repetition twice."""
    options = replace(options, sandbox=wish.sandbox, resume=True)
    with workspace.open() as database:
        home.claim(database)
        sync(workspace, database)
        now = workspace.clock.now()
        recover.recover(database, now)
        parts = resending.prepare(workspace, database, catalogue.read(workspace), campaign, wish, now)
        for one in parts:
            one.prepared.require_approval()
        with database.transaction():
            controls.write_audit(
                database, who=workspace.who, what="resend", now=now, about=campaign.id,
                detail={"to": wish.to, "occurrences": [one.prepared.order.occurrence for one in parts],
                        "people": sum(one.chosen for one in parts)},
            )  # fmt: skip
        return [
            _resent(one, sending.deliver(workspace, database, _within(one, options), options, progress))
            for one in parts
        ]


def rehearse(workspace: Workspace, campaign: Campaign, wish: Wish, options: Options) -> list[Resent]:
    """Return what sending again would do, writing and sending nothing."""
    with workspace.open() as database:
        sync(workspace, database)
        authored, now = catalogue.read(workspace), workspace.clock.now()
        parts = resending.prepare(workspace, database, authored, campaign, wish, now)
    found: Sequence[Resent] = [_foreseen(workspace, one, options) for one in parts]
    return list(found)


def _foreseen(workspace: Workspace, one: Repetition, options: Options) -> Resent:
    with workspace.open() as database:
        return _resent(one, sending.foresee(workspace, database, _within(one, options), options))


def _within(one: Repetition, options: Options) -> Prepared:
    return one.prepared.within(options.max_cost)


def _resent(one: Repetition, sent: Sent) -> Resent:
    return Resent(channel=one.channel, occurrence=one.prepared.order.occurrence, people=one.people, sent=sent)
