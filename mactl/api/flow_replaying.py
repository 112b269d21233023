"""A journey lived again, as people read it: what happened line by line, and the first thing that came out otherwise."""

from __future__ import annotations

from mactl.api import flow_explaining
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, replaying
from mactl.engine.replaying import Line, Replayed
from mactl.engine.workspace import Workspace
from mactl.i18n import _, ngettext
from mactl.store.trail import Mark

DIFFERS = 3  # it ran, and something is not as it should be


def report(workspace: Workspace, number: int) -> Report:
    """Return the journey with this number, taken again and compared; exit code 3 where anything came out otherwise."""
    with workspace.open() as database:
        found = replaying.replay(workspace, database, catalogue.read(workspace), number)
    return Report(
        title=_("Journey {number} of {customer} in {flow}, taken again", number=number,
                customer=found.enrolment.customer_id, flow=found.enrolment.flow),
        sentences=tuple(_sentences(found)),
        tables=(_table(found),),
        document=_document(workspace, found),
        time_zone=workspace.zone,
        exit_code=0 if found.agrees else DIFFERS,
    )  # fmt: skip


def _sentences(found: Replayed) -> list[str]:
    turns = ngettext("{n:,} turn was taken again", "{n:,} turns were taken again", found.turns)
    if found.agrees:
        return [_("{turns}: the engine does the same.", turns=turns)]
    said = [_("{turns}: the engine does not do the same.", turns=turns)]
    if found.first is not None:
        place = found.lines.index(found.first) + 1
        was, again = (_words(each) for each in (found.first.done, found.first.again))
        said.append(_("Line {n} is the first that differs: it was {was}; again it is {again}.", n=place, was=was,
                      again=again))  # fmt: skip
    return [*said, *found.differences]


def _words(mark: Mark | None) -> str:
    if mark is None:
        return _("nothing")
    said = (mark.step, flow_explaining.what(mark), flow_explaining.detail(mark))
    return " ".join(word for word in said if word)


def _table(found: Replayed) -> Table:
    columns = (
        Column(key="same", title=""),
        Column(key="at", title=_("when"), unit="instant"),
        Column(key="step", title=_("Step")),
        Column(key="what", title=_("what happened")),
        Column(key="detail", title=_("why")),
    )
    rows = [row for line in found.lines for row in _rows(line)]
    return Table(title="", columns=columns, rows=tuple(rows), note=_("= the same, - only done, + only done again"))


def _rows(line: Line) -> list[tuple[object, ...]]:
    if line.same and line.done is not None:
        return [("=", *_cells(line.done))]
    found = [("-", line.done), ("+", line.again)]
    return [(sign, *_cells(mark)) for sign, mark in found if mark is not None]


def _cells(mark: Mark) -> tuple[object, ...]:
    return mark.at, mark.step, flow_explaining.what(mark), flow_explaining.detail(mark)


def _document(workspace: Workspace, found: Replayed) -> dict[str, object]:
    own = zone(workspace.zone)

    def said(mark: Mark | None) -> dict[str, object] | None:
        if mark is None:
            return None
        return {"at": iso(mark.at, own), "step": mark.step, "visit": mark.visit, "what": mark.what,
                "detail": mark.detail}  # fmt: skip

    return {
        "enrolment": found.enrolment.id,
        "flow": found.enrolment.flow,
        "customer": found.enrolment.customer_id,
        "state": found.enrolment.state,
        "outcome": found.enrolment.outcome,
        "turns": found.turns,
        "same": found.agrees,
        "lines": [{"same": line.same, "done": said(line.done), "again": said(line.again)} for line in found.lines],
        "differences": list(found.differences),
    }
