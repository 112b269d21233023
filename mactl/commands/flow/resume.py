"""``mactl flow resume``: a paused flow goes on."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from mactl.commands import _invocation, _names
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.i18n import mark, ngettext

_LATE = mark("What becomes of steps that came due meanwhile: send them, skip them, or exit: their journeys end.")

app = typer.Typer()


@app.command()
def resume(
    context: typer.Context,
    name: _views.Argument = None,
    flow: _views.Option = None,
    *,
    late: Annotated[Literal["send", "skip", "exit"], typer.Option(help=_LATE, show_default=False)],
) -> Report:
    """Let a paused flow go on.

    Steps that are not due yet keep their times. For those that came due while it was paused, you say what becomes of
    them.

    Example:

        mactl flow resume --flow 欢迎流程 --late skip
    """
    from mactl.engine import catalogue, flow_pausing

    workspace, chosen = _invocation.workspace(context), _names.chosen(name, flow, "--flow")
    with workspace.open() as database:
        authored = catalogue.read(workspace)
        done = flow_pausing.resume(workspace, database, authored, _views.identity(workspace, chosen), late)
    said = ngettext(
        "{name} goes on: {n:,} person was held.", "{name} goes on: {n:,} people were held.", done.people,
        name=done.flow.id,
    )  # fmt: skip
    return _views.held(said, done)
