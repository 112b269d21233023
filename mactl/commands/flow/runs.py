"""``mactl flow runs``: who is where in a flow."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.i18n import mark

_CUSTOMER = mark("Only the journeys of this customer.")
_OPEN = mark("Only journeys that have not ended.")
_LAST = mark("How many of the latest journeys are listed.")

app = typer.Typer()


@app.command()
def runs(
    context: typer.Context,
    name: _views.Argument = None,
    flow: _views.Option = None,
    *,
    customer: Annotated[str, typer.Option(metavar="CUSTOMER", help=_CUSTOMER, show_default=False)] = "",
    open_: Annotated[bool, typer.Option("--open", help=_OPEN)] = False,
    last: Annotated[int, typer.Option(help=_LAST, min=1)] = 20,
) -> Report:
    """Show who is inside a flow and at which step, how it ended for others, and the latest journeys.

    Without a flow, all of them.

    Examples:

        mactl flow runs --flow 欢迎流程

        mactl flow runs --customer mei@example.com --open
    """
    from mactl.api import flows
    from mactl.engine import catalogue

    workspace = _invocation.workspace(context)
    with workspace.open() as database:
        return flows.runs(
            workspace, database, catalogue.read(workspace), flow or name, customer=customer,
            state="open" if open_ else "", limit=last,
        )  # fmt: skip
