"""Segments over time: how many are in each, and who entered and left, month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.clock import MINUTE
from mactl.core.model.chart import Line, Lines
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports._kind import Ask, At, Row, Span
from mactl.core.reports._measures import Measure, finished
from mactl.core.schedule.zones import local, zone
from mactl.i18n import _

_QUARTER = 15 * MINUTE
_MONTHS, _DRAWN = 12, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """The segments that ticks keep up to date. Sizes of months past are reckoned back from now by entries and exits."""

    WHOLE: ClassVar[bool] = True

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        rows = ask("segment_sizes", now=at.now)
        now = {row[0]: row[1] for row in rows if row[2] is None}
        names: dict[str, str] = dict(ask("segment_names"))
        titles = {name: names.get(name, name) for name in now}
        months, sizes = _sizes(rows, now, at)
        inside = _moved(rows, at.span)
        report = Report(
            title=_("Segments over time"),
            sentences=tuple(_spoken(now, inside, titles)),
            tables=(_now(now, inside, titles, at), _over_time(months, sizes, titles)),
            document={
                "segments": [
                    {"segment": name, "name": titles[name], "members": size,
                     "entered": inside[name][0], "exited": inside[name][1],
                     "by_month": dict(zip(months, sizes[name], strict=True))}
                    for name, size in now.items()
                ]
            },
        )  # fmt: skip
        return finished(at, report, lambda span: self._measures(rows, span))

    def _measures(self, rows: Sequence[Row], span: Span) -> list[Measure]:
        moved = _moved(rows, span)
        return [
            Measure(key="entered", title=_("Entered any segment"), value=sum(each[0] for each in moved.values())),
            Measure(
                key="exited", title=_("Left any segment"), value=sum(each[1] for each in moved.values()), better=""
            ),
        ]


def _moved(rows: Sequence[Row], span: Span) -> Mapping[str, tuple[int, int]]:
    """Return how often a segment was entered and left in a span."""
    entered, exited = Counter[str](), Counter[str]()
    bounds = span.bounds
    for name, _size, quarter, came, went in rows:
        if quarter is not None and bounds["since"] <= quarter * _QUARTER < bounds["until"]:
            entered[name] += came
            exited[name] += went
    names = {row[0] for row in rows}
    return {name: (entered[name], exited[name]) for name in names}


def _sizes(rows: Sequence[Row], now: Mapping[str, int], at: At) -> tuple[list[str], dict[str, list[int]]]:
    """Return the months with a move, the latest ``_MONTHS``, and each segment's size at the end of each."""
    home, change = zone(at.time_zone), Counter[tuple[str, str]]()
    for name, _size, quarter, came, went in rows:
        if quarter is not None and name in now:
            change[name, local(quarter * _QUARTER, home).date().isoformat()[:7]] += came - went
    months = sorted({month for _name, month in change})[-_MONTHS:]
    return months, {
        name: [size - sum(n for (who, when), n in change.items() if who == name and when > month) for month in months]
        for name, size in now.items()
    }


def _spoken(now: Mapping[str, int], inside: Mapping[str, tuple[int, int]], titles: Mapping[str, str]) -> list[str]:
    if not now:
        return [_("No segment is kept up to date yet: mactl tick does it.")]
    name = max(now, key=lambda each: inside[each][0] - inside[each][1])
    entered, exited = inside[name]
    if entered <= exited:
        return [_("No segment grew in this time.")]
    return [
        _(
            "{name} grew most: {entered} entered, {exited} left.",
            name=titles[name],
            entered=f"{entered:,}",
            exited=f"{exited:,}",
        )
    ]


def _now(now: Mapping[str, int], inside: Mapping[str, tuple[int, int]], titles: Mapping[str, str], at: At) -> Table:
    return Table(
        title=_("Members"),
        columns=(
            Column(key="name", title=_("Segment")),
            Column(key="segment", title=_("Id")),
            Column(key="members", title=_("Members now"), unit="count", bar=True),
            Column(key="entered", title=_("Came in"), unit="count"),
            Column(key="exited", title=_("Left"), unit="count"),
        ),
        rows=tuple((titles[name], name, size, *inside[name]) for name, size in now.items()),
        note=at.about
        + " "
        + _("Entries and exits by the instants at which they became true; a first or full evaluation tells none."),
    )


def _over_time(months: Sequence[str], sizes: Mapping[str, Sequence[int]], titles: Mapping[str, str]) -> Table:
    top = list(sizes.items())[:_DRAWN]
    lines = tuple(Line(label=titles[name], values=tuple(map(float, values))) for name, values in top)
    return Table(
        title=_("Size at the end of each month"),
        columns=(
            Column(key="month", title=_("Month")),
            *(Column(key=name, title=titles[name], unit="count") for name, _values in top),
        ),
        rows=tuple((month, *(values[n] for _name, values in top)) for n, month in enumerate(months)),
        note=_("Reckoned back from now; the {n} largest segments.", n=_DRAWN),
        charts=(Lines(axis=_("members"), places=tuple(months), lines=lines),) if len(months) > 1 else (),
    )


KIND = Segments
