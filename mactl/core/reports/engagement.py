"""Engagement by hour and weekday: when people open, click and order, each by the clock of their own zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.clock import MINUTE
from mactl.core.model import shown
from mactl.core.model.chart import Heat
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _messages
from mactl.core.reports._kind import Ask, At, Row, Span
from mactl.core.reports._measures import Measure, finished
from mactl.core.schedule.zones import local, resolve_zone
from mactl.i18n import _, mark

_DAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
_QUARTER = 15 * MINUTE
Grid = Mapping[tuple[int, int], int]  # times by weekday (0 is Monday) and hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """First opens by humans, first clicks, and ``goal`` events, by weekday and hour in the customers' own zones."""

    WHOLE: ClassVar[bool] = True
    goal: str = "order_paid"

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        rows = self._rows(at, at.span, ask)
        engaged, ordered = _grid(rows, ("opened", "clicked"), at), _grid(rows, ("ordered",), at)
        report = Report(
            title=_("Engagement by hour and weekday"),
            banner=_messages.banner(ask),
            sentences=tuple(_best(engaged, ordered)),
            tables=(
                _table(_("Opens and clicks"), engaged, at),
                _table(self.goal, ordered, at),
            ),
            document={"engaged": _document(engaged), "ordered": _document(ordered), "goal": self.goal},
        )
        return finished(at, report, lambda span: self._measures(self._rows(at, span, ask)))

    def _rows(self, at: At, span: Span, ask: Ask) -> list[Row]:
        return ask("rhythm", now=at.now, goal=self.goal, **span.bounds)

    def _measures(self, rows: Sequence[Row]) -> list[Measure]:
        titles = {"opened": _("Opens"), "clicked": _("Clicks"), "ordered": self.goal}
        return [
            Measure(key=key, title=title, value=sum(row[3] for row in rows if row[0] == key))
            for key, title in titles.items()
        ]


def _grid(rows: Sequence[Row], what: tuple[str, ...], at: At) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for name, zone, quarter, times in rows:
        if name in what:
            moment = local(quarter * _QUARTER, resolve_zone(zone, at.time_zone).zone)
            place = (moment.weekday(), moment.hour)
            found[place] = found.get(place, 0) + times
    return found


def _best(engaged: Grid, ordered: Grid) -> list[str]:
    """Return when most happens: what to send by."""
    said = []
    if engaged:
        day, hour = _busiest(engaged)
        said.append(_("Most opens and clicks: {day} at {hour}:00, by the customers' own clocks.", day=day, hour=hour))
    if ordered:
        day, hour = _busiest(ordered)
        said.append(_("Most orders: {day} at {hour}:00.", day=day, hour=hour))
    return said or [_("Nothing was opened, clicked or ordered in this time.")]


def _busiest(grid: Grid) -> tuple[str, str]:
    day, hour = max(sorted(grid), key=lambda place: grid[place])
    return _(_DAYS[day]), f"{hour:02d}"


def _table(title: str, grid: Grid, at: At) -> Table:
    hours = range(24)
    rows = [(_(day), *(grid.get((number, hour), 0) for hour in hours)) for number, day in enumerate(_DAYS)]
    picture = Heat(
        unit="count",
        across=_("hour"),
        rows=tuple(str(row[0]) for row in rows),
        columns=tuple(f"{hour:02d}" for hour in hours),
        values=tuple(tuple(float(str(cell)) for cell in row[1:]) for row in rows),
    )
    return Table(
        title=title,
        columns=(
            Column(key="weekday", title=_("Weekday")),
            *(Column(key=f"hour_{hour:02d}", title=f"{hour:02d}", unit="count") for hour in hours),
        ),
        rows=tuple(rows) if grid else (),
        note=shown.together(
            at.about, _("First opens by humans and first clicks of a message; by the customers' own zones.")
        ),
        charts=(picture,),
    )


def _document(grid: Grid) -> list[list[int]]:
    """Return 7 weekdays (from Monday) of 24 hours."""
    return [[grid.get((day, hour), 0) for hour in range(24)] for day in range(7)]


KIND = Engagement
