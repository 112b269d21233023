"""``mactl segment remove``: customers removed from a list by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.commands.segment import _views
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.i18n import mark, ngettext

_WHO = mark("Ids, e-mail addresses, phone numbers, or shops' ids such as taobao:123.")

app = typer.Typer()


@app.command()
def remove(
    context: typer.Context,
    segment: _views.Required,
    customers: Annotated[list[str], typer.Argument(metavar="CUSTOMER...", help=_WHO)],
) -> Report:
    """Remove customers from a static segment by hand.

    Only a segment that is a list takes people by hand. What is done by hand stays when the list in data/segments.json
    is edited and when segments are evaluated anew.

    Example:

        mactl segment remove testers c1 mei@example.com
    """
    from mactl.engine import segment_lists
    from mactl.engine.segmenting import keep_up

    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).segment(segment)
    with _people.opened(workspace) as around:
        changed = segment_lists.edit(around, found, customers, added=False)
        keep_up(workspace, around.database)
    return Report(
        sentences=(
            ngettext(
                "{n:,} customer removed from {segment}.",
                "{n:,} customers removed from {segment}.",
                changed,
                segment=found.name,
            ),
        ),
        document={"segment": found.id, "removed": changed},
    )
