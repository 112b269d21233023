"""``mactl campaign cancel``: it ends for good."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api import life
from mactl.commands import _invocation, _names
from mactl.commands.campaign import _views
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.errors import MactlError
from mactl.i18n import _, mark, ngettext
from mactl.store import totals

_YES = mark("Do not ask.")

app = typer.Typer()


@app.command()
def cancel(
    context: typer.Context,
    name: _views.Argument = None,
    campaign: _views.Option = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_YES)] = False,
) -> Report:
    """Cancel a campaign for good: what waits is never sent, its schedule launches nothing more.

    A send or tick that runs now stops within one batch. Whoever already got it keeps it. On a terminal you are asked
    first where messages wait.

    Example:

        mactl campaign cancel --campaign 新品推广
    """
    invocation = _invocation.of(context)
    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).campaign(_names.chosen(name, campaign, "--campaign"))
    with workspace.open() as database:
        waiting = sum(totals.waiting(database, one.id) for one in life.standing(database, found).launches)
        if waiting and invocation.interactive and not yes:
            question = ngettext("Cancel {name}? {n} message waits.", "Cancel {name}? {n} messages wait.", waiting,
                                name=found.name)  # fmt: skip
            if not invocation.talk.ask(question):
                raise MactlError(_("nothing was cancelled"), _("mactl campaign pause holds it for a while"))
        standing, taken = life.cancel(workspace, database, found)
        past = _views.occurrences(workspace, database, standing)
    told = ngettext(
        "{name} is cancelled; {n} waiting message was taken back.",
        "{name} is cancelled; {n} waiting messages were taken back.",
        taken,
        name=found.name,
    )
    return _views.with_occurrences(_views.moved(workspace, told, standing), past, taken_back=taken)
