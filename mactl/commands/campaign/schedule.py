"""``mactl campaign schedule``: its schedule comes into force."""

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
def schedule(context: typer.Context, name: _views.Argument = None, campaign: _views.Option = None) -> Report:
    """Put the schedule of a campaign into force: the tick launches it at its time, again and again if it recurs.

    A campaign with a schedule is a draft until you say so here. To change the time, edit the campaign and schedule it
    again; where that is forgotten, nothing goes out at a time that the file no longer names. Something must call mactl
    tick: mactl daemon, cron or systemd (docs/operating.md).

    Example:

        mactl campaign schedule --campaign 会员日
    """
    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).campaign(_names.chosen(name, campaign, "--campaign"))
    with workspace.open() as database:
        first = life.schedule(workspace, database, found)
        standing = life.standing(database, found)
    told = _("{name} is scheduled: next {time}.", name=found.name, time=_views.times(workspace, found, first))
    return _views.moved(workspace, told, standing, _("mactl tick launches it then; mactl daemon calls it."))
