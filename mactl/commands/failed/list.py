"""``mactl failed list``: what failed for good, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.commands.failed import _choice
from mactl.core.model.report import Report
from mactl.i18n import mark

_LAST = mark("How many of the latest are listed one by one.")

app = typer.Typer()


@app.command("list")
def listed(
    context: typer.Context,
    *,
    campaign: _choice.Campaign = "",
    flow: _choice.Flow = "",
    channel: _choice.Channel = "",
    reason: _choice.Reason = "",
    in_doubt: _choice.Doubt = False,
    last: Annotated[int, typer.Option(help=_LAST, min=1)] = 20,
) -> Report:
    """Show the messages and calls that failed for good: by campaign or flow, channel and reason, and the latest.

    Examples:

        mactl failed list

        mactl failed list --flow 购物车召回 --channel webhook
    """
    from mactl.api import failures

    workspace = _invocation.workspace(context)
    wanted = failures.choice(workspace, campaign=campaign, flow=flow, channel=channel, reason=reason, doubt=in_doubt)
    return failures.listed(workspace, wanted, last)
