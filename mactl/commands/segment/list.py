"""``mactl segment list``: every segment, with what it says."""

from __future__ import annotations

import typer

from mactl.api import people
from mactl.commands import _invocation
from mactl.core.model.report import Column, Report, Table
from mactl.engine import catalogue
from mactl.i18n import _

app = typer.Typer()


@app.command("list")
def list_(context: typer.Context) -> Report:
    """List the segments of data/segments.json, each with what it says.

    Example:

        mactl segment list
    """
    workspace = _invocation.workspace(context)
    known = catalogue.read(workspace)
    said = [(one, people.condition_of(known, one).sentence()) for one in known.segments]
    found = [fault for fault in known.faults if fault.file == catalogue.SEGMENTS]
    faults = tuple(fault.sentence() for fault in (*found, *(each for inner in known.inner.values() for each in inner)))
    columns = (
        Column(key="name", title=_("Segment")),
        Column(key="id", title=_("Id")),
        Column(key="says", title=_("Customers who fit")),
    )
    rows = tuple((one.name, one.id, sentence) for one, sentence in said)
    return Report(
        sentences=faults if said else (*faults, _("No segment yet.")),
        tables=(Table(title="", columns=columns, rows=rows),) if said else (),
        document={"segments": [{"segment": one.id, "name": one.name, "says": sentence} for one, sentence in said]},
        exit_code=1 if faults else 0,
    )
