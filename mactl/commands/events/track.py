"""``mactl events track``: one event, as it happens."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _intake, _invocation, _people
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_TYPE = mark("What happened, such as order_paid or user_signup.")
_CUSTOMER = mark("Who did it: an id, an e-mail address, a phone number, or taobao:123.")
_AT = mark("When it happened; now, if you give none.")
_ID = mark("The event's own id; the same id again changes nothing.")
_SOURCE = mark("Where the event comes from; ids are unique within it.")
_PROPERTIES = mark("Properties with their values.")
_CREATE = mark("Make a customer of an unknown id or address.")
_EXAMPLE = "amount=99.50"

app = typer.Typer()


@app.command()
def track(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="TYPE", help=_TYPE)],
    customer: Annotated[str, typer.Option("--customer", metavar="CUSTOMER", help=_CUSTOMER)],
    properties: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE...]", help=_PROPERTIES, show_default=False)
    ] = None,
    *,
    at: Annotated[str, typer.Option(metavar="TIME", help=_AT, show_default=False)] = "",
    id_: Annotated[str, typer.Option("--id", help=_ID, show_default=False)] = "",
    source: Annotated[str, typer.Option(help=_SOURCE, show_default=False)] = "",
    create_customers: Annotated[bool, typer.Option("--create-customers", help=_CREATE)] = False,
) -> Report:
    """Store one event; flows that it starts, ends or moves on take it up at once.

    Examples:

        mactl events track user_signup --customer c1
        mactl events track order_paid --customer mei@example.com amount=99.50 order_id=A17 --id A17
    """
    from mactl.engine.flow_legs import follow
    from mactl.engine.segmenting import keep_up
    from mactl.engine.tracking import track as store

    row = {
        "type": kind,
        "customer": customer,
        "at": at,
        "id": id_,
        "source": source,
        "properties": _intake.pairs(properties or [], _EXAMPLE),
    }
    workspace = _invocation.workspace(context)
    with _people.opened(workspace) as around:
        fresh = store(around, row, create=create_customers)
        keep_up(workspace, around.database)
        follow(workspace, around.database)
    said = _("Stored.") if fresh else _("Nothing stored: an event with this id and source is known.")
    return Report(sentences=(said,), document={"stored": fresh, "type": kind, "customer": customer})
