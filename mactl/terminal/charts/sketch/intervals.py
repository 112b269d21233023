"""Intervals as letters: a dot for each estimate, a line for how far it may be off, all on one scale."""

from __future__ import annotations

from rich.text import Text

from mactl.core.model.chart import Intervals, Mark
from mactl.core.model.report import Report
from mactl.terminal import cells
from mactl.terminal.charts.scale import Scale, scale
from mactl.terminal.charts.sketch import letters

_LABEL, _LEAST = 28, 16


def sketch(chart: Intervals, report: Report, width: int) -> list[Text]:
    """Return the chart: a line a mark, then the axis with the numbers at its ends."""
    said = [_said(mark, chart, report) for mark in chart.marks]
    label = letters.widest([mark.label for mark in chart.marks], _LABEL)
    number = letters.widest(said, width)
    room = width - label - number - 2
    if not chart.marks or room < _LEAST:
        return []
    bounds = [bound for mark in chart.marks for bound in (mark.value, mark.low, mark.high)]
    axis = scale([*bounds, chart.reference], from_zero=False)
    zero = None if chart.reference is None else _place(chart.reference, axis, room)
    found = [
        Text.assemble(letters.left(mark.label, label), " ", *_drawn(mark, axis, room, zero), " ", (words, "bold"))
        for mark, words in zip(chart.marks, said, strict=True)
    ]
    low, high = (cells.text(end, chart.unit, report) for end in (axis.low, axis.high))
    between = room - letters.widest([low], room) - letters.widest([high], room)
    ends = low + letters.centre(chart.axis, between) + high
    return [*found, Text(" " * (label + 1) + ends, style=letters.SOFT)]


def _place(value: float, axis: Scale, room: int) -> int:
    return round(axis.share(value) * (room - 1))


def _drawn(mark: Mark, axis: Scale, room: int, zero: int | None) -> list[tuple[str, str]]:
    line = [(" ", "")] * room
    if zero is not None:
        line[zero] = ("┊", letters.TARGET)
    if mark.low is not None and mark.high is not None:
        first, last = _place(mark.low, axis, room), _place(mark.high, axis, room)
        for place in range(first, last + 1):
            line[place] = ("┼" if place == zero else "─", letters.BAR)
        line[first], line[last] = ("├", letters.BAR), ("┤", letters.BAR)
    if mark.value is not None:
        line[_place(mark.value, axis, room)] = ("●", letters.BAR)
    return line


def _said(mark: Mark, chart: Intervals, report: Report) -> str:
    value = cells.text(mark.value, chart.unit, report)
    if mark.low is None or mark.high is None:
        return value
    return f"{value} [{cells.text(mark.low, chart.unit, report)}, {cells.text(mark.high, chart.unit, report)}]"
