"""``mactl campaign resume``: it goes on."""

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
def resume(context: typer.Context, name: _views.Argument = None, campaign: _views.Option = None) -> Report:
    """Let a paused campaign go on: the next tick sends what waits, and its schedule is in force again.

    Times that passed while it was paused are not made up for.

    Example:

        mactl campaign resume --campaign 新品推广
    """
    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).campaign(_names.chosen(name, campaign, "--campaign"))
    with workspace.open() as database:
        standing = life.resume(workspace, database, found)
        past = _views.occurrences(workspace, database, standing)
    told = _("{name} goes on.", name=found.name)
    hint = _("The next tick sends what waits; mactl send --campaign {name} --resume does so now.", name=found.name)
    report = _views.moved(workspace, told, standing, hint if standing.state == "running" else "")
    return _views.with_occurrences(report, past)
