"""``mactl customers set``: fields of a customer changed by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _intake, _invocation, _people
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_WHO = mark("An id, an e-mail address, a phone number, or a shop's id such as taobao:123.")
_FIELDS = mark("Fields with their values; a name that no field has is an attribute.")
_EXAMPLE = "city=上海"

app = typer.Typer()


@app.command("set")
def set_(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_WHO)],
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help=_FIELDS)],
) -> Report:
    """Change fields of a customer; an empty value clears one.

    Example:

        mactl customers set c1 city=上海 phone=13800000001 size=M
    """
    from mactl.engine import people

    with _people.opened(_invocation.workspace(context)) as around:
        changed = people.change(around, customer, _intake.pairs(fields, _EXAMPLE))
    said = _("Changed.") if changed else _("Nothing changed: it was so already.")
    return Report(sentences=(said,), document={"customer": customer, "changed": changed})
