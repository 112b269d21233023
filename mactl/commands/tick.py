"""`mactl tick`: everything that is due now, once."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from mactl.commands import _invocation, _workspaces
from mactl.commands._invocation import Invocation
from mactl.core.model.report import Report

_Workspaces = Annotated[str | None, typer.Option("--workspaces", metavar="PATTERN", help=_workspaces.HELP)]

app = typer.Typer()


@app.command()
def tick(context: typer.Context, *, workspaces: _Workspaces = None) -> Report | int:
    """Do everything that is due now: take in changed files, launch scheduled campaigns, send what waits.

    Meant for cron, every minute or every few. Two ticks never work at once: the second one ends with exit code 4. With
    nothing due it costs next to nothing. With --log-json it says what it did as log lines, on standard error.

    With --workspaces each folder is ticked by itself, several at once, each under its own lock: a failure stops
    nobody, and the worst exit code is that of the command.

    Examples:

        mactl tick

        mactl tick --workspaces 'clients/*'

        * * * * * cd /srv/shop && mactl tick
    """
    invocation = _invocation.of(context)
    stop = threading.Event()
    report = (
        _workspaces.side_by_side(invocation, workspaces, lambda one: _tick(one, stop), stop)
        if workspaces is not None
        else _tick(invocation)
    )
    return report.exit_code if invocation.log_json else report


def _tick(invocation: Invocation, stop: threading.Event | None = None) -> Report:
    """Run one workspace's tick, one of several until ``stop`` is set; with --log-json what it did is logged."""
    from mactl.commands import _duties, _ticked
    from mactl.engine.shift import Shift

    workspace = _invocation.open_in(invocation)
    done = _duties.tick(workspace, None if stop is None else Shift(clock=workspace.clock, stop=stop))
    if invocation.log_json:
        _ticked.log(workspace, done, invocation.talk)
    return _ticked.report(workspace, done)
