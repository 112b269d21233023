"""``mactl segment export``: the members of a segment, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mactl.api.segments.asking import asking
from mactl.commands import _invocation
from mactl.commands.segment import _views
from mactl.core.model.report import Report
from mactl.i18n import mark, ngettext

_FILE = mark("The file to write: .csv, .xlsx, .json or .jsonl.")

app = typer.Typer()


@app.command()
def export(
    context: typer.Context,
    segment: _views.Required,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_FILE)],
) -> Report:
    """Write the members of a segment, with all that is known of them, to a file that an import reads back.

    Examples:

        mactl segment export vip_users vip.csv
        mactl segment export 沉睡老客 沉睡老客.xlsx
    """
    from mactl.core.schedule.instants import iso
    from mactl.core.schedule.zones import zone
    from mactl.engine import export as writing
    from mactl.store import crowds, documents

    workspace = _invocation.workspace(context)
    place = zone(workspace.zone)
    with asking(workspace) as asked:
        found = asked.known.segment(segment)
        crowds.gather(asked.database, "crowd_out", asked.segment(found.id), asked.context)
        members = ("c.id IN (SELECT customer FROM crowd_out)", ())
        rows = documents.everybody(asked.database, lambda at: iso(at, place), *members)
        form = file.suffix.lower().lstrip(".")
        count = writing.write(file, form, rows, writing.attributes(asked.database))
    return Report(
        sentences=(
            ngettext(
                "{n:,} customer is written to {file}.", "{n:,} customers are written to {file}.", count, file=file
            ),
        ),
        document={"segment": found.id, "file": str(file), "count": count},
    )
