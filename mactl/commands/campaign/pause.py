"""``mactl campaign pause``: it holds, in every process."""

from __future__ import annotations

import typer

from mactl.api import life
from mactl.commands import _invocation, _names
from mactl.commands.campaign import _views
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.i18n import _

app = typer.Typer()


@app.command()
def pause(context: typer.Context, name: _views.Argument = None, campaign: _views.Option = None) -> Report:
    """Pause a campaign: a send or tick that runs now stops within one batch, and its schedule launches nothing.

    Whoever already got it keeps it; the rest waits. mactl campaign resume lets it go on.

    Example:

        mactl campaign pause --campaign 新品推广
    """
    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).campaign(_names.chosen(name, campaign, "--campaign"))
    with workspace.open() as database:
        standing = life.pause(workspace, database, found)
        past = _views.occurrences(workspace, database, standing)
    report = _views.moved(workspace, _("{name} is paused.", name=found.name), standing)
    return _views.with_occurrences(report, past)
