"""``mactl campaign list``: every campaign and where it stands."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api import life
from mactl.api.life import Standing
from mactl.commands import _invocation, _pages
from mactl.commands.campaign import _views
from mactl.core.model.campaign import Campaign
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import UsageError
from mactl.i18n import _, mark

_STATE = mark("Only those in this state: draft, scheduled, running, paused, finished or cancelled.")

app = typer.Typer()


@app.command("list")
def list_(
    context: typer.Context,
    state: Annotated[str | None, typer.Option(metavar="STATE", help=_STATE)] = None,
) -> Report:
    """List the campaigns with their state, channels, audience and next time.

    Examples:

        mactl campaign list
        mactl campaign list --state scheduled
    """

    if state is not None and state not in life.STATES:
        raise UsageError(_("no campaign is ever {state}", state=state), _pages.near(state, life.STATES))
    workspace = _invocation.workspace(context)
    known = catalogue.read(workspace)
    with workspace.open() as database:
        found = [life.standing(database, campaign) for campaign in known.campaigns]
    shown = [one for one in found if state in (None, one.state)]
    faults = tuple(fault.sentence() for fault in known.faults)
    none = () if shown else (_("No campaign is in this state.") if state else _("No campaign yet."),)
    return Report(
        sentences=(*faults, *none),
        tables=(_table(shown),) if shown else (),
        document={"campaigns": [_document(workspace, one) for one in shown]},
        time_zone=workspace.zone,
        exit_code=1 if faults else 0,
    )


def _table(shown: list[Standing]) -> Table:
    columns = (
        Column(key="name", title=_("Campaign")),
        Column(key="state", title=_("State")),
        Column(key="channels", title=_("Channels")),
        Column(key="audience", title=_("For")),
        Column(key="next", title=_("Next"), unit="instant"),
        Column(key="id", title=_("Id")),
    )
    rows = tuple(
        (
            one.campaign.name,
            life.state_name(one.state),
            _views.channels(one.campaign),
            _audience(one.campaign),
            one.next_due,
            one.campaign.id,
        )
        for one in shown
    )
    return Table(title="", columns=columns, rows=rows)


def _document(workspace: Workspace, one: Standing) -> dict[str, object]:
    return {
        "campaign": one.campaign.id,
        "name": one.campaign.name,
        "state": one.state,
        "channels": list(one.campaign.channels),
        "audience": one.campaign.audience,
        "next": None if one.next_due is None else iso(one.next_due, zone(workspace.zone)),
    }


def _audience(campaign: Campaign) -> str:
    """Return whom a campaign is for, short: a segment by its name."""
    named = isinstance(campaign.audience, str) and campaign.audience != "all"
    return str(campaign.audience) if named else _views.audience(campaign)
