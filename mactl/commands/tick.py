"""`mactl tick`: everything that is due now, once."""

from __future__ import annotations

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Report

app = typer.Typer()


@app.command()
def tick(context: typer.Context) -> Report | int:
    """Do everything that is due now: take in changed files, launch scheduled campaigns, send what waits.

    Meant for cron, every minute or every few. Two ticks never work at once: the second one ends with exit code 4. With
    nothing due it costs next to nothing. With --log-json it says what it did as log lines, on standard error.

    Examples:

        mactl tick

        * * * * * cd /srv/shop && mactl tick
    """
    from mactl.commands import _duties, _ticked

    invocation, workspace = _invocation.of(context), _invocation.workspace(context)
    done = _duties.tick(workspace)
    report = _ticked.report(workspace, done)
    if not invocation.log_json:
        return report
    _ticked.log(workspace, done, invocation.talk)
    return report.exit_code
