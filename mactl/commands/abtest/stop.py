"""``mactl abtest stop``: a test ends by hand, with or without a variant for the rest."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _names
from mactl.commands.abtest import _views
from mactl.core.model.report import Report
from mactl.i18n import _, mark, ngettext

_WINNER = mark("The variant that everybody gets who waits for the winner; mactl tick sends it.")

app = typer.Typer()


@app.command()
def stop(
    context: typer.Context,
    name: _views.Argument = None,
    test: _views.Option = None,
    winner: Annotated[str, typer.Option(metavar="VARIANT", help=_WINNER, show_default=False)] = "",
) -> Report:
    """End a test: what waits of its variants is taken back, and nothing is judged any more.

    With --winner the rest of the audience gets that variant, once each; a test that ended without a winner, or without
    "auto_winner", is finished like that.

    Examples:

        mactl abtest stop --test 主题测试

        mactl abtest stop --test 主题测试 --winner 主题A
    """
    from mactl.api import abtests
    from mactl.engine import catalogue

    workspace = _invocation.workspace(context)
    wanted = catalogue.read(workspace).test(_names.chosen(name, test, "--test"))
    started, taken = abtests.stop(workspace, wanted, winner)
    told = [_("Test {name} has ended.", name=wanted.name)]
    if taken:
        told.append(ngettext("{n:,} waiting message was taken back.", "{n:,} waiting messages were taken back.", taken))
    if winner:
        told.append(_("{winner} goes to everybody who waited; mactl tick sends it.", winner=winner))
    return Report(
        sentences=tuple(told),
        document={**_views.document(wanted), "state": started.state, "winner": started.winner or None, "taken": taken},
    )
