"""``mactl flow pause``: it holds."""

from __future__ import annotations

import typer

from mactl.commands import _invocation, _names
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.i18n import ngettext

app = typer.Typer()


@app.command()
def pause(context: typer.Context, name: _views.Argument = None, flow: _views.Option = None) -> Report:
    """Pause a flow: nobody enters, and no step does anything until it is resumed.

    Timers keep their times and nobody is dropped. Messages that are on their way go out.

    Example:

        mactl flow pause --flow 欢迎流程
    """
    from mactl.engine import flow_pausing

    workspace, chosen = _invocation.workspace(context), _names.chosen(name, flow, "--flow")
    with workspace.open() as database:
        done = flow_pausing.pause(workspace, database, _views.identity(workspace, chosen))
    said = ngettext(
        "{name} is paused: {n:,} person is inside.",
        "{name} is paused: {n:,} people are inside.",
        done.people,
        name=done.flow.id,
    )
    return _views.held(said, done)
