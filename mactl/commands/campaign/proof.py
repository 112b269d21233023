"""``mactl campaign proof``: a campaign as its readers will see it, to the testers."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api import testing
from mactl.commands import _invocation, _names
from mactl.commands.campaign import _views
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.i18n import mark

_CUSTOMER = mark("Render as this customer (id, e-mail or phone); the first one without it.")
_TO = mark("Only to this tester of config.json, by name. Once for each.")

app = typer.Typer()


@app.command()
def proof(
    context: typer.Context,
    name: _views.Argument = None,
    campaign: _views.Option = None,
    *,
    customer: Annotated[str | None, typer.Option("--customer", metavar="CUSTOMER", help=_CUSTOMER)] = None,
    to: Annotated[list[str] | None, typer.Option("--to", metavar="TESTER", help=_TO)] = None,
) -> Report:
    """Send a campaign to the testers of config.json: one message for each channel and each variant of its A/B tests.

    Every message is marked as a test. It takes no place in the ledger and stands in no report, so the campaign can be
    sent to the same people afterwards. A fault of a template stops it before anything goes.

    Examples:

        mactl campaign proof 新品推广
        mactl campaign proof 新品推广 --customer c0003 --to 测试员
    """
    workspace = _invocation.workspace(context)
    authored = catalogue.read(workspace)
    found = authored.campaign(_names.chosen(name, campaign, "--campaign"))
    return testing.report(workspace, testing.proofs(workspace, authored, found, customer, to or ()))
