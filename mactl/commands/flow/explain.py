"""``mactl flow explain``: what became of a customer in a flow, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _names
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.i18n import mark

_CUSTOMER = mark("An id, an e-mail address, a phone number, or a shop's id such as taobao:123.")

app = typer.Typer()


@app.command()
def explain(
    context: typer.Context,
    name: _views.Argument = None,
    flow: _views.Option = None,
    *,
    customer: Annotated[str, typer.Option(metavar="CUSTOMER", help=_CUSTOMER, show_default=False)],
) -> Report:
    """Show every journey of a customer in a flow line by line: each step, when, and why; or why there is none.

    Example:

        mactl flow explain --flow 欢迎流程 --customer mei@example.com
    """
    from mactl.api import flow_explaining

    workspace = _invocation.workspace(context)
    return flow_explaining.one(workspace, customer, _names.chosen(name, flow, "--flow"))
