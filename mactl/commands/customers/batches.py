"""``mactl customers batches``: the imports that were made."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Column, Report, Table, Unit
from mactl.i18n import _, mark

_LIMIT = mark("Show this many at most.")

_WORDS = {
    "customers": mark("customers' profiles"), "events": mark("events"),
    "running": mark("cut short"), "finished": mark("finished"), "undone": mark("undone"),
}  # fmt: skip

app = typer.Typer()


@app.command()
def batches(context: typer.Context, *, limit: Annotated[int, typer.Option(min=1, help=_LIMIT)] = 20) -> Report:
    """List the imports that were made, the latest first; each number is one that undo takes.

    Example:

        mactl customers batches
    """
    from mactl.core.schedule.instants import iso
    from mactl.store import batches as store

    with _people.opened(_invocation.workspace(context)) as around:
        found = store.latest(around.database, limit)
    titles: tuple[tuple[str, str, Unit], ...] = (
        ("number", _("number"), "number"), ("kind", _("imported"), "text"), ("file", _("file"), "text"),
        ("state", _("state"), "text"), ("at", _("when"), "instant"), ("who", _("who"), "text"),
        ("rows", _("rows"), "count"), ("created", _("new"), "count"), ("updated", _("changed"), "count"),
        ("rejected", _("rejected"), "count"),
    )  # fmt: skip
    columns = tuple(Column(key=key, title=title, unit=unit) for key, title, unit in titles)
    rows = tuple(tuple(getattr(one, key) for key, _title, _unit in titles) for one in found)
    said = tuple((number, _(_WORDS[kind]), file, _(_WORDS[state]), *rest) for number, kind, file, state, *rest in rows)
    document = [
        dict(zip([key for key, _title, _unit in titles], row, strict=True)) | {"at": iso(one.at, around.zone)}
        for one, row in zip(found, rows, strict=True)
    ]
    return Report(
        tables=(Table(title=_("Imports"), columns=columns, rows=said),) if rows else (),
        sentences=() if rows else (_("Nothing was imported yet."),),
        document={"batches": document},
        time_zone=str(around.zone),
    )
