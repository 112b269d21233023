"""``mactl flow plan``: what activating a flow would do, before it does."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _moves, _names
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_DAYS = mark("How many days of the past, and of the future of those inside, are lived through.")
_SHARE = mark("Let so many of the customers take part in the past, such as 0.1; without it as many as go quickly.")
_NO_HISTORY = mark("Leave out what is lived through in memory: only what changes, and who stands where.")

app = typer.Typer()


@app.command()
def plan(
    context: typer.Context,
    name: _views.Argument = None,
    flow: _views.Option = None,
    *,
    move: _moves.Option = None,
    days: Annotated[int, typer.Option(metavar="N", help=_DAYS, min=1, max=366)] = 28,
    share: Annotated[float | None, typer.Option(metavar="SHARE", help=_SHARE, min=0.0001, max=1)] = None,
    no_history: Annotated[bool, typer.Option("--no-history", help=_NO_HISTORY)] = False,
) -> Report:
    """Show what activating a flow would do: what changes, who is inside, what would go out. Nothing is changed.

    Against the version that people enter now: steps added, removed, renamed, moved or changed, and corrected texts.
    For those inside: where they stand, how --migrate would move them, which --move it asks for, and what they still
    get, as they are and moved. And what the last 28 days would have sent, skipped and cost under both versions. The
    engine that sends finds it out, in memory. Exit 1 where activating would be refused.

    Examples:

        mactl flow plan --flow 购物车召回

        mactl flow plan cart_recovery --move offer=remind --no-history
    """
    from mactl.api import flow_planning
    from mactl.engine.flow_plan import Wish

    talk = _invocation.of(context).talk
    wish = Wish(days=0 if no_history else days, share=share, moves=_moves.read(move))
    workspace = _invocation.workspace(context)
    with talk.progress(_("living through")) as progress:
        return flow_planning.report(workspace, _names.chosen(name, flow, "--flow"), wish, progress)
