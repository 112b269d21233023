"""``mactl explain``: why a customer did, or did not, get a campaign."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _names
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, mark

_CUSTOMER = mark("An id, an e-mail address, a phone number, or a shop's id such as taobao:123.")
_CAMPAIGN = mark("The campaign's name or id; without it, one line for each campaign.")
_OCCURRENCE = mark(
    "Of a campaign launched several times: the day or time of one, its key, or next; the latest without it."
)

app = typer.Typer()


@app.command()
def explain(
    context: typer.Context,
    *,
    customer: Annotated[str, typer.Option(help=_CUSTOMER, show_default=False)],
    campaign: Annotated[
        str | None, typer.Option(help=_CAMPAIGN, show_default=False, autocompletion=_names.campaigns)
    ] = None,
    occurrence: Annotated[str, typer.Option(metavar="TIME|KEY|next", help=_OCCURRENCE, show_default=False)] = "",
    flow: Annotated[str | None, typer.Option(help=_names.FLOW, show_default=False, autocompletion=_names.flows)] = None,
) -> Report:
    """Show why a customer did, or did not, get a campaign: every gate with its answer; or how they fared in a flow.

    The gates are asked as they would be for a message now, by the same facts as sending; what the ledger has already
    written down stands above them. Nothing is sent or changed.

    Examples:

        mactl explain --customer u001 --campaign 新品推广

        mactl explain --customer mei@example.com

        mactl explain --customer u001 --campaign 每月月刊 --occurrence 2026-03-01

        mactl explain --customer u001 --flow 欢迎流程
    """
    from mactl.api import explaining

    if occurrence and campaign is None:
        raise UsageError(_("--occurrence goes with --campaign"), _("for example {what} NAME", what="--campaign"))
    workspace = _invocation.workspace(context)
    if flow is not None:
        from mactl.api import flow_explaining

        return flow_explaining.one(workspace, customer, flow)
    if campaign is None:
        return explaining.all_campaigns(workspace, customer)
    return explaining.one(workspace, customer, campaign, occurrence)
