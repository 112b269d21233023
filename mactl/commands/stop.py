"""``mactl stop``: nothing more leaves, in whatever process sends."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api import stopping
from mactl.commands import _invocation, _stops
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_REASON = mark("Why, for those who find it stopped.")

app = typer.Typer()


@app.command()
def stop(
    context: typer.Context,
    *,
    everything: _stops.Everything = False,
    campaign: _stops.Campaign = None,
    channel: _stops.Channel = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help=_REASON)] = "",
) -> Report:
    """Stop sending at once: everything, a campaign or a channel, in any process that sends now.

    A send or tick that runs stops within one batch, and nothing starts again before mactl resume. Who already got it
    is said. Nothing is lost: what waits is sent after the resume, through all gates again.

    Examples:

        mactl stop --all
        mactl stop --campaign 新品推广 --reason 价格写错了
        mactl stop --channel sms
    """
    workspace = _invocation.workspace(context)
    about = stopping.stop_of(workspace, everything=everything, campaign=campaign, channel=channel)
    with workspace.open() as database:
        held = stopping.stop(workspace, database, about, reason)
    told = _("Stopped: {what}. mactl resume lifts it.", what=_stops.what(about))
    return _stops.report(told, "stopped", about, held)
