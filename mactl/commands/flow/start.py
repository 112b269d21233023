"""``mactl flow start``: people enter a flow because you say so."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _names, _people
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.i18n import mark, ngettext

_CUSTOMER = mark("An id, an e-mail address, a phone number or taobao:123; may be given again.")
_SEGMENT = mark("Everybody of a segment, by name or id; all is everybody.")

app = typer.Typer()


@app.command()
def start(
    context: typer.Context,
    name: _views.Argument = None,
    flow: _views.Option = None,
    *,
    customer: Annotated[list[str] | None, typer.Option(metavar="CUSTOMER", help=_CUSTOMER, show_default=False)] = None,
    segment: Annotated[
        str, typer.Option(metavar="NAME", help=_SEGMENT, show_default=False, autocompletion=_names.segments)
    ] = "",
) -> Report:
    """Let people into an active flow now, whatever its trigger is.

    Its filter and its rules of re-entry hold all the same.

    Examples:

        mactl flow start --flow 回访 --customer mei@example.com

        mactl flow start --flow 回访 --segment vip_users
    """
    from mactl.engine import catalogue, flow_starting

    workspace, chosen = _invocation.workspace(context), _names.chosen(name, flow, "--flow")
    with _people.opened(workspace) as around:
        authored = catalogue.read(workspace)
        done = flow_starting.start(
            workspace, around.database, authored, _views.identity(workspace, chosen), customer or [], segment
        )
    said = ngettext("{n:,} person entered {name}.", "{n:,} people entered {name}.", done.people, name=done.flow.id)
    return _views.held(said, done)
