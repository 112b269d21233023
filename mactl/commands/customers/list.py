"""``mactl customers list``: customers, page by page."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_TAG = mark("Only customers with this tag.")
_LIMIT = mark("Show this many at most.")

app = typer.Typer()


@app.command("list")
def list_(
    context: typer.Context,
    *,
    tag: Annotated[str, typer.Option(help=_TAG, show_default=False)] = "",
    limit: Annotated[int, typer.Option(min=1, help=_LIMIT)] = 50,
) -> Report:
    """List customers, the latest first.

    Examples:

        mactl customers list
        mactl customers list --tag 母婴 --format csv
    """
    from mactl.store import documents

    workspace = _invocation.workspace(context)
    with _people.opened(workspace) as around:
        found, total = documents.latest(around.database, tag, limit)
        return _people.table(around, found, _("Customers"), total)
