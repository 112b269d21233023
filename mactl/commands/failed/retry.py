"""``mactl failed retry``: what failed is tried again, because somebody says so."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.commands.failed import _choice
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, mark

_ALL = mark("Everything that failed, of every campaign and flow.")
_DRY = mark("Show how many that are, and change nothing.")

app = typer.Typer()


@app.command()
def retry(
    context: typer.Context,
    *,
    campaign: _choice.Campaign = "",
    flow: _choice.Flow = "",
    channel: _choice.Channel = "",
    reason: _choice.Reason = "",
    in_doubt: _choice.Doubt = False,
    all_: Annotated[bool, typer.Option("--all", help=_ALL)] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_DRY)] = False,
) -> Report:
    """Try again what failed for good; the next tick does it, and every message passes every gate again.

    Left out is whom another channel or a repetition has reached since, and who has left the flow by its goal or an
    exit. Where the journey has gone on, it stays where it is. A call carries the same Idempotency-Key as before. Who
    chose it is in the audit log.

    Examples:

        mactl failed retry --campaign 新品推广 --reason attempts --dry-run

        mactl failed retry --flow 购物车召回 --channel webhook
    """
    from mactl.api import failures

    if bool(campaign) + bool(flow) + all_ != 1:
        raise UsageError(
            _("one of --campaign, --flow and --all is wanted"), _("mactl failed list shows what there is to choose")
        )
    workspace = _invocation.workspace(context)
    wanted = failures.choice(workspace, campaign=campaign, flow=flow, channel=channel, reason=reason, doubt=in_doubt)
    return failures.retried(workspace, wanted, dry_run=dry_run)
