"""``mactl flow stop``: everybody leaves, nobody enters."""

from __future__ import annotations

import typer

from mactl.commands import _invocation, _names
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.i18n import ngettext

app = typer.Typer()


@app.command()
def stop(context: typer.Context, name: _views.Argument = None, flow: _views.Option = None) -> Report:
    """Stop a flow: everybody inside leaves it now, and nobody enters any more.

    Messages that nobody has claimed are taken back. mactl flow activate begins anew.

    Example:

        mactl flow stop --flow 欢迎流程
    """
    from mactl.engine import catalogue, flow_pausing

    workspace, chosen = _invocation.workspace(context), _names.chosen(name, flow, "--flow")
    with workspace.open() as database:
        done = flow_pausing.stop(workspace, database, catalogue.read(workspace), _views.identity(workspace, chosen))
    said = ngettext(
        "{name} is stopped: {n:,} person left it.",
        "{name} is stopped: {n:,} people left it.",
        done.people,
        name=done.flow.id,
    )
    return _views.held(said, done)
