"""``mactl campaign show``: one campaign, or its messages that stand in one state."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from mactl.api import life
from mactl.api.flow_explaining import WHATS
from mactl.api.life import Standing
from mactl.commands import _invocation, _names
from mactl.commands._pages import near
from mactl.commands.campaign import _views
from mactl.core.messages.reasons import sentence
from mactl.core.model.campaign import Campaign
from mactl.core.model.message import State
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import UsageError
from mactl.i18n import _, mark, ngettext
from mactl.store import taking_back
from mactl.store.database import Database

_STATE = mark("List the messages in this state instead: unknown, failed, delayed, queued, skipped, sent ...")
_WAITING = {"queued": mark("queued"), "delayed": mark("waiting"), "sending": mark("being sent")}

app = typer.Typer()


@app.command()
def show(
    context: typer.Context,
    name: _views.Argument = None,
    campaign: _views.Option = None,
    state: Annotated[str | None, typer.Option(metavar="STATE", help=_STATE)] = None,
) -> Report:
    """Show a campaign: whom it is for, by which channels, when, and what became of it.

    With --state, list the messages of its occurrences that stand in that state, each with its customer and address:
    unknown ones were handed over and their answer was lost, so they may have arrived.

    Examples:

        mactl campaign show --campaign 新品推广
        mactl campaign show --campaign 新品推广 --state unknown --format json
    """

    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).campaign(_names.chosen(name, campaign, "--campaign"))
    with workspace.open() as database:
        standing = life.standing(database, found)
        if state is not None:
            return _messages(workspace, database, standing, state)
        return _shown(workspace, database, standing)


def _shown(workspace: Workspace, database: Database, standing: Standing) -> Report:

    campaign = standing.campaign
    past = _views.occurrences(workspace, database, standing)
    return Report(
        title=f"{campaign.name} ({campaign.id})" if campaign.id != campaign.name else campaign.name,
        sentences=(
            _("State: {state}", state=life.state_name(standing.state)),
            _("To: {audience}", audience=_views.audience(campaign)),
            _("By: {channels}", channels=_views.channels(campaign)),
            *_contents(campaign),
            *_when(workspace, standing),
            *_held(standing),
            *_approved(workspace, database, standing),
        ),
        tables=(_views.occurrences_table(past),) if past else (),
        document={
            "campaign": campaign.id,
            "name": campaign.name,
            "state": standing.state,
            "audience": campaign.audience,
            "audience_in_words": _views.audience(campaign),
            "channels": list(campaign.channels),
            "mode": campaign.mode,
            "schedule": _views.schedule(campaign),
            "next": None if standing.next_due is None else _iso(workspace, standing.next_due),
            "occurrences": past,
        },
        time_zone=workspace.zone,
        currency=workspace.config.workspace.currency,
    )


def _iso(workspace: Workspace, instant: int) -> str:

    return iso(instant, zone(workspace.zone))


def _contents(campaign: Campaign) -> list[str]:
    return [
        _("{channel}: template {template}", channel=_names.channel(channel), template=content.template or channel)
        + (_(", subject “{subject}”", subject=content.subject) if content.subject else "")
        for channel, content in campaign.content.items()
    ]


def _when(workspace: Workspace, standing: Standing) -> list[str]:
    """Say when it goes out: the schedule as written, and the next times on the clocks that matter."""

    campaign = standing.campaign
    if campaign.schedule is None:
        return [_("When: mactl send sends it; it has no schedule")]
    written = campaign.schedule.cron or campaign.schedule.at
    lines = [_("When: {schedule}", schedule=written)]
    if standing.next_due is not None:
        return [*lines, _("Next: {time}", time=_views.times(workspace, campaign, standing.next_due))]
    coming = life.next_times(workspace, campaign, 1)
    if coming and standing.state == "draft":
        time = _views.times(workspace, campaign, coming[0])
        lines.append(_("Not in force: mactl campaign schedule would begin it at {time}", time=time))
    return lines


def _held(standing: Standing) -> list[str]:
    if standing.stopped is None:
        return []
    scope, who = standing.stopped
    return [_("Stopped by {who} ({scope}); mactl resume lifts it", who=who, scope=scope)]


def _approved(workspace: Workspace, database: Database, standing: Standing) -> list[str]:

    if not workspace.config.require_approval:
        return []
    given = life.approval(workspace, database, standing.campaign)
    if given is None:
        return [_("Not approved as it stands now")]
    return [_("Approved by {who}, {time}", who=given[0], time=_views.when(given[1], workspace.zone))]


def _messages(workspace: Workspace, database: Database, standing: Standing, state: str) -> Report:
    """Return the messages of a campaign in one state."""

    if state not in get_args(State):
        raise UsageError(_("no message is ever {state}", state=state), near(state, get_args(State)))
    rows = list(taking_back.listed(database, [origin.id for origin in standing.launches], state))
    columns = (
        Column(key="customer", title=_("Customer")),
        Column(key="channel", title=_("Channel")),
        Column(key="address", title=_("Address")),
        Column(key="reason", title=_("Reason")),
        Column(key="at", title=_("At"), unit="instant"),
    )
    told = ngettext("{n} message of {name} is {state}.", "{n} messages of {name} are {state}.", len(rows),
                    name=standing.campaign.name, state=_(WHATS.get(state) or _WAITING[state]))  # fmt: skip
    cells = tuple(
        (one.customer, _names.channel(one.channel), one.address, sentence(one.reason or ""), one.at) for one in rows
    )
    messages = [
        {
            "customer": one.customer,
            "channel": one.channel,
            "address": one.address,
            "state": one.state,
            "reason": one.reason,
            "at": _iso(workspace, one.at),
        }
        for one in rows
    ]
    return Report(
        sentences=(told,),
        tables=(Table(title="", columns=columns, rows=cells),) if rows else (),
        document={"campaign": standing.campaign.id, "messages": messages},
        time_zone=workspace.zone,
    )
