"""``mactl customers find``: customers by a part of their name, id or address."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_TEXT = mark("A part of a name, an id, an e-mail address or a phone number.")
_LIMIT = mark("Show this many at most.")

app = typer.Typer()


@app.command()
def find(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_TEXT)],
    *,
    limit: Annotated[int, typer.Option(min=1, help=_LIMIT)] = 20,
) -> Report:
    """Look customers up by a part of their name, id or address.

    Examples:

        mactl customers find 王
        mactl customers find @example.com --limit 5
    """
    from mactl.store import documents

    workspace = _invocation.workspace(context)
    with _people.opened(workspace) as around:
        found = documents.find(around.database, text, limit)
        return _people.table(around, found, _("Customers with “{text}”", text=text))
