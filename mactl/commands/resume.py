"""``mactl resume``: what was stopped goes on."""

from __future__ import annotations

import typer

from mactl.api import stopping
from mactl.commands import _invocation, _stops
from mactl.core.model.report import Report
from mactl.i18n import _

app = typer.Typer()


@app.command()
def resume(
    context: typer.Context,
    *,
    everything: _stops.Everything = False,
    campaign: _stops.Campaign = None,
    channel: _stops.Channel = None,
) -> Report:
    """Lift a stop: what waits is sent by the next tick, or by mactl send --resume.

    Say the same as was said to mactl stop; a channel that a provider halted (credentials, balance) is lifted here too.

    Examples:

        mactl resume --all
        mactl resume --channel sms
    """
    workspace = _invocation.workspace(context)
    about = stopping.stop_of(workspace, everything=everything, campaign=campaign, channel=channel)
    with workspace.open() as database:
        held = stopping.resume(workspace, database, about)
    return _stops.report(_("Goes on: {what}.", what=_stops.what(about)), "resumed", about, held)
