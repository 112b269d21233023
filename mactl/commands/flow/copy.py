"""``mactl flow copy``: a flow made of another."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api import flow_authoring
from mactl.commands import _invocation, _names
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.i18n import _, mark

_TO = mark("The name of the copy.")

app = typer.Typer()


@app.command()
def copy(
    context: typer.Context,
    name: _views.Argument = None,
    flow: _views.Option = None,
    *,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help=_TO)],
) -> Report:
    """Copy a flow under a new name, with everything it says; nobody enters the copy until it is activated.

    It is added to data/flows.json, where you change what is to be different. Both start with the same trigger: change
    that of the copy, or stop the other one, unless people are to go through both.

    Example:

        mactl flow copy --flow cart_recovery --to 购物车召回二期
    """
    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).flow(_names.chosen(name, flow, "--flow"))
    made = flow_authoring.copy(workspace, found, to)
    return Report(
        sentences=(
            _("{name} is a copy of {other}, a draft.", name=made.name, other=found.name),
            _("Change it in data/flows.json; mactl flow plan --flow {flow} shows what it would do.", flow=made.id),
        ),
        document={"flow": made.id, "name": made.name, "copied_from": found.id, "state": "draft"},
    )
