"""``mactl customers add``: one customer by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _intake, _invocation, _people
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_FIELDS = mark("Fields with their values; a name that no field has is an attribute.")
_EXAMPLE = "email=mei@example.com"

app = typer.Typer()


@app.command()
def add(
    context: typer.Context,
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help=_FIELDS)],
) -> Report:
    """Add one customer.

    Example:

        mactl customers add id=c1 name=王梅 email=mei@example.com "tags=vip;母婴" consents=email
    """
    from mactl.engine import people

    with _people.opened(_invocation.workspace(context)) as around:
        known = people.add(around, _intake.pairs(fields, _EXAMPLE))
    return Report(sentences=(_("Customer {id} is added.", id=known),), document={"id": known})
