"""``mactl suppress list``: the suppression list."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _people, _suppressions
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_LIMIT = mark("Show this many at most.")

app = typer.Typer()


@app.command("list")
def list_(context: typer.Context, *, limit: Annotated[int, typer.Option(min=1, help=_LIMIT)] = 100) -> Report:
    """List who must not be contacted, the latest first.

    Example:

        mactl suppress list --format csv
    """
    from itertools import islice

    from mactl.store import suppressions

    with _people.opened(_invocation.workspace(context)) as around:
        found = list(islice(suppressions.entries(around.database), limit))
        return _suppressions.table(around, found, _("Suppression list"), _("The suppression list is empty."))
