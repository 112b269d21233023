"""``mactl suppress check``: whether an address may be contacted."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _people, _suppressions
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_WHO = mark("An e-mail address, a phone number, or a customer (all addresses).")

app = typer.Typer()


@app.command()
def check(context: typer.Context, address: Annotated[str, typer.Argument(metavar="ADDRESS", help=_WHO)]) -> Report:
    """Say whether an address is on the suppression list, and why.

    Example:

        mactl suppress check mei@example.com
    """
    from mactl.engine import suppress
    from mactl.store import suppressions

    nothing = _("{address} is not on the suppression list.", address=address)
    with _people.opened(_invocation.workspace(context)) as around:
        found = [
            one for value in suppress.addresses(around, address) for one in suppressions.check(around.database, value)
        ]
        return _suppressions.table(around, found, _("Entries of {address}", address=address), nothing)
