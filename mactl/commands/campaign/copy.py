"""``mactl campaign copy``: a campaign made of another."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api import authoring
from mactl.commands import _invocation, _names
from mactl.commands.campaign import _views
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.i18n import _, mark

_TO = mark("The name of the copy.")

app = typer.Typer()


@app.command()
def copy(
    context: typer.Context,
    name: _views.Argument = None,
    campaign: _views.Option = None,
    *,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help=_TO)],
) -> Report:
    """Copy a campaign under a new name, with everything it says; the copy is a draft of its own.

    Example:

        mactl campaign copy --campaign 新品推广 --to 新品推广二期
    """
    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).campaign(_names.chosen(name, campaign, "--campaign"))
    made = authoring.copy(workspace, found, to)
    return Report(
        sentences=(
            _("{name} is a copy of {other}, a draft.", name=made.name, other=found.name),
            _("mactl campaign edit --campaign {name} changes it.", name=made.name),
        ),
        document={"campaign": made.id, "name": made.name, "copied_from": found.id, "state": "draft"},
    )
