"""``mactl customers export``: customers to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Report
from mactl.i18n import mark, ngettext

_FILE = mark("Where to; its ending says the format: .csv (for Excel), .xlsx, .json or .jsonl.")
_TAG = mark("Only customers with this tag.")

app = typer.Typer()


@app.command()
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_FILE)],
    *,
    tag: Annotated[str, typer.Option(help=_TAG, show_default=False)] = "",
) -> Report:
    """Write customers to a file that a spreadsheet opens and an import reads back.

    Texts that a spreadsheet would calculate (=1+1) get an apostrophe before them; an import takes it away again.

    Examples:

        mactl customers export customers.csv
        mactl customers export 母婴.xlsx --tag 母婴
    """
    from mactl.core.schedule.instants import iso
    from mactl.engine import export as writing
    from mactl.store import documents

    with _people.opened(_invocation.workspace(context)) as around:
        where = ("EXISTS (SELECT 1 FROM tags t WHERE t.customer = c.id AND t.tag = ?)", (tag,)) if tag else ("true", ())
        found = documents.everybody(around.database, lambda at: iso(at, around.zone), *where)
        form = file.suffix.lower().lstrip(".")
        count = writing.write(file, form, found, writing.attributes(around.database))
    return Report(
        sentences=(
            ngettext(
                "{n:,} customer is written to {file}.", "{n:,} customers are written to {file}.", count, file=file
            ),
        ),
        document={"file": str(file), "count": count},
    )
