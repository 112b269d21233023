"""``mactl customers undo``: an import taken back."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _intake, _invocation, _people
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _, mark, ngettext

_BATCH = mark("The number of the import; mactl customers batches lists them.")

app = typer.Typer()


@app.command()
def undo(context: typer.Context, batch: Annotated[int, typer.Argument(metavar="BATCH", help=_BATCH, min=1)]) -> Report:
    """Take an import back: customers whom it made go, fields, tags and consents that it changed are as before.

    Nothing that happened since is lost: customers with messages, events or later changes stay, and so do values that
    were changed again; all of them are named. A consent that the import withdrew stays withdrawn.

    Example:

        mactl customers undo 12
    """
    from mactl.engine.undo import undo as take_back

    with _people.opened(_invocation.workspace(context)) as around:
        done = take_back(around, batch)
    said = [
        ngettext("{n:,} customer is removed.", "{n:,} customers are removed.", done.removed),
        ngettext("{n:,} customer is as before.", "{n:,} customers are as before.", done.restored),
    ]
    rows = tuple((known, _why(why)) for known, why in done.kept[: _intake.SHOWN])
    columns = (Column(key="customer", title=_("customer")), Column(key="reason", title=_("why")))
    note = _("the first {n:,} of {all:,}", n=len(rows), all=len(done.kept)) if len(done.kept) > len(rows) else ""
    return Report(
        sentences=tuple(said),
        tables=(Table(title=_("What stays"), columns=columns, rows=rows, note=note),) if rows else (),
        document={
            "batch": batch,
            "removed": done.removed,
            "restored": done.restored,
            "kept": [{"customer": known, "reason": why} for known, why in done.kept],
        },
    )


def _why(code: str) -> str:
    """Return why something stays, in words."""
    sentences = {
        "messages": _("has had messages since"),
        "events": _("has events"),
        "changes": _("was changed since"),
        "inlet": _("stands in data/customers.json, too"),
        "withdrawn": _("a withdrawn consent stays withdrawn"),
    }
    return sentences.get(code) or _("{what} was changed again since", what=code)
