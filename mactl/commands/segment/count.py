"""``mactl segment count``: how many customers a segment holds, or all segments."""

from __future__ import annotations

import typer

from mactl.api import people
from mactl.commands import _invocation
from mactl.commands.segment import _views
from mactl.core.model.report import Column, Report, Table
from mactl.engine import catalogue
from mactl.i18n import _

app = typer.Typer()


@app.command()
def count(context: typer.Context, name: _views.Argument = None, segment: _views.Option = None) -> Report:
    """Count the customers of a segment, or of every segment.

    Examples:

        mactl segment count vip_users
        mactl segment count
    """
    workspace = _invocation.workspace(context)
    known = catalogue.read(workspace)
    asked = segment or name
    segments = (known.segment(asked),) if asked else known.segments
    counts = [(one, people.count(workspace, people.condition_of(known, one))) for one in segments]
    columns = (
        Column(key="name", title=_("Segment")),
        Column(key="id", title=_("Id")),
        Column(key="count", title=_("Customers"), unit="count"),
    )
    rows = tuple((one.name, one.id, number) for one, number in counts)
    return Report(
        tables=(Table(title="", columns=columns, rows=rows),),
        document={"segments": [{"segment": one.id, "name": one.name, "count": number} for one, number in counts]},
    )
