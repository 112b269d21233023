"""``mactl segment count``: how many customers a segment holds, or all segments."""

from __future__ import annotations

import typer

from mactl.api.segments import counting
from mactl.api.segments.asking import Asked, asking
from mactl.commands import _invocation
from mactl.commands._invocation import Progress
from mactl.commands.segment import _progress, _views
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.segment import Segment
from mactl.engine.catalogue import SEGMENTS
from mactl.errors import MactlError
from mactl.i18n import _

Counted = tuple[list[tuple[Segment, int]], tuple[str, ...]]

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

    workspace = _invocation.workspace(context)
    wanted = segment or name
    with asking(workspace) as asked:
        for sentence in _unheard(asked, wanted):
            workspace.notice(sentence)
        with _progress.shown(context) as progress:
            counts, faults = _one(asked, wanted, progress) if wanted else _all(asked, progress)
        as_of = iso(asked.context.now, zone(workspace.zone))
    columns = (
        Column(key="name", title=_("Segment")),
        Column(key="id", title=_("Id")),
        Column(key="count", title=_("Customers"), unit="count"),
    )
    rows = tuple((one.name, one.id, number) for one, number in counts)
    documents = [{"segment": one.id, "name": one.name, "count": number} for one, number in counts]
    return Report(
        sentences=faults,
        tables=(Table(title="", columns=columns, rows=rows),),
        document={**documents[0], "as_of": as_of}
        if wanted
        else {"segments": documents, "as_of": as_of, "faults": list(faults)},
        exit_code=1 if faults else 0,
    )


def _one(asked: Asked, name: str, progress: Progress) -> Counted:
    one = asked.known.segment(name)
    return [(one, counting.counts(asked, [asked.segment(one.id)], progress)[0])], ()


def _all(asked: Asked, progress: Progress) -> Counted:
    """Return the counts of all segments that can be decided, and what is wrong with the others."""
    faults = [fault.sentence() for fault in asked.known.faults if fault.file == SEGMENTS]
    good: list[Segment] = []
    for one in asked.known.segments:
        try:
            asked.segment(one.id).sql(asked.context)
        except MactlError as fault:
            faults.append(_("segment {name}: {fault}", name=one.name, fault=fault.message))
        else:
            good.append(one)
    numbers = counting.counts(asked, [asked.segment(one.id) for one in good], progress)
    return list(zip(good, numbers, strict=True)), tuple(faults)


def _unheard(asked: Asked, name: str | None) -> list[str]:
    """Return what is said of names that nobody has, in one segment or in any."""
    from mactl.api import unheard

    segments = (asked.known.segment(name),) if name else asked.known.segments
    meant = [asked.meaning(one.id) for one in segments]
    return unheard.slips(asked.database, meant, asked.context)
