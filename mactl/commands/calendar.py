"""``mactl calendar``: what goes out in the coming days, and what to look at before it does."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _agenda, _invocation
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_DAYS = mark("How many days, today included.")
_SAMPLE = mark(
    "How many people of each campaign and flow are followed through the days; the rest is reckoned from them."
)

app = typer.Typer()


@app.command()
def calendar(
    context: typer.Context,
    *,
    days: Annotated[int, typer.Option(metavar="DAYS", min=1, max=92, help=_DAYS)] = 7,
    sample: Annotated[int, typer.Option(metavar="PEOPLE", min=1, help=_SAMPLE)] = 1000,
) -> Report:
    """Show what goes out in the coming days: campaigns, flows, festivals, what it costs, and what collides.

    Campaigns that are scheduled, and what flows still have for the people inside, are let happen by the engine itself,
    in memory, sending nothing: quiet hours, caps and consents count. What will go to those who enter flows from now on
    is the mean of the same days of the last four weeks. Days on which nothing happens are shown too.

    Examples:

        mactl calendar
        mactl calendar --days 31 --out calendar.html
        mactl calendar --days 31 --format ics --out marketing.ics
    """
    from mactl.api import agenda, collisions
    from mactl.engine import ingest

    invocation = _invocation.of(context)
    workspace = _invocation.workspace(context)
    with workspace.open() as database, invocation.talk.progress(_("looking ahead")) as progress:
        ingest.sync(workspace, database)
        found = agenda.of_workspace(workspace, database, days, most=sample, progress=progress)
        return _agenda.report(workspace, found, collisions.find(workspace, database, found))
