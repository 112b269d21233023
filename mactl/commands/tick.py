"""`mactl tick`: everything that is due now, once."""

from __future__ import annotations

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Report

app = typer.Typer()


@app.command()
def tick(context: typer.Context) -> Report:
    """Do everything that is due now: take in changed files, launch scheduled campaigns, send what waits.

    Meant for cron, every minute or every few. Two ticks never work at once: the second one ends with exit code 4. With
    nothing due it costs next to nothing.

    Examples:

        mactl tick

        * * * * * cd /srv/shop && mactl tick
    """
    from mactl.api import ticking
    from mactl.commands import _ticked

    workspace = _invocation.workspace(context)
    return _ticked.report(workspace, ticking.tick(workspace))
