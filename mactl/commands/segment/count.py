"""``mactl segment count``: how many customers a segment holds, or all segments."""

from __future__ import annotations

import typer

from mactl.api.segments.asking import asking
from mactl.commands import _invocation
from mactl.commands.segment import _views
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _

app = typer.Typer()


@app.command()
def count(context: typer.Context, name: _views.Argument = None, segment: _views.Option = None) -> Report:
    """Count the customers of a segment, or of every segment.

    Examples:

        mactl segment count vip_users
        mactl segment count --name vip_users --format json
        mactl segment count
    """
    from mactl.core.schedule.instants import iso
    from mactl.core.schedule.zones import zone
    from mactl.store import selections

    workspace = _invocation.workspace(context)
    wanted = segment or name
    with asking(workspace) as asked:
        segments = (asked.known.segment(wanted),) if wanted else asked.known.segments
        counts = [(one, selections.count(asked.database, asked.segment(one.id), asked.context)) for one in segments]
        as_of = iso(asked.context.now, zone(workspace.zone))
    columns = (
        Column(key="name", title=_("Segment")),
        Column(key="id", title=_("Id")),
        Column(key="count", title=_("Customers"), unit="count"),
    )
    rows = tuple((one.name, one.id, number) for one, number in counts)
    documents = [{"segment": one.id, "name": one.name, "count": number} for one, number in counts]
    return Report(
        tables=(Table(title="", columns=columns, rows=rows),),
        document={**documents[0], "as_of": as_of} if wanted else {"segments": documents, "as_of": as_of},
    )
