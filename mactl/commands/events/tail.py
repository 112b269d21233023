"""``mactl events tail``: the events stored last."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _, mark

_LIMIT = mark("Show this many.")
_TYPE = mark("Only events of this type.")
_CUSTOMER = mark("Only events of this customer.")

_KEYS = ("customer", "type", "source", "properties")

app = typer.Typer()


@app.command()
def tail(
    context: typer.Context,
    *,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help=_LIMIT)] = 20,
    kind: Annotated[str, typer.Option("--type", help=_TYPE, show_default=False)] = "",
    customer: Annotated[str, typer.Option(help=_CUSTOMER, show_default=False)] = "",
) -> Report:
    """Show the events that were stored last.

    Example:

        mactl events tail -n 50 --type order_paid
    """
    from mactl.core.schedule.instants import iso
    from mactl.store import events, people

    workspace = _invocation.workspace(context)
    with _people.opened(workspace) as around:
        who = people.number(around.database, customer, around.region) if customer else 0
        found = events.tail(around.database, limit, kind, who)
        document = [
            {"at": iso(at, around.zone), **dict(zip(_KEYS, (*rest, json.loads(said)), strict=True))}
            for at, *rest, said in found
        ]
    columns = (
        Column(key="at", title=_("when"), unit="instant"),
        Column(key="customer", title=_("customer")),
        Column(key="type", title=_("event")),
        Column(key="source", title=_("source")),
        Column(key="properties", title=_("properties")),
    )
    return Report(
        tables=(Table(title=_("Events, the last to arrive first"), columns=columns, rows=tuple(found)),)
        if found
        else (),
        sentences=() if found else (_("No such event.") if kind or customer else _("No events yet."),),
        document={"events": document},
        time_zone=workspace.zone,
    )
