"""Intervals as SVG: a dot for each estimate, a whisker for how far it may be off, a line to compare with."""

from __future__ import annotations

from mactl.core.model.chart import Intervals, Mark
from mactl.core.model.report import Report
from mactl.terminal import cells
from mactl.terminal.charts.scale import Scale, scale
from mactl.terminal.charts.svg import frame
from mactl.terminal.charts.svg.frame import line, words

_STACKED = 560
_ROW = 34


def draw(chart: Intervals, report: Report, width: int) -> str:
    """Return the picture, or nothing where there is no estimate."""
    if not any(mark.value is not None for mark in chart.marks):
        return ""
    stacked = width < _STACKED
    said = [_said(mark, chart, report) for mark in chart.marks]
    left = 12.0 if stacked else min(max(frame.width_of(mark.label) for mark in chart.marks) + 18, width * 0.3)
    right = width - (12.0 if stacked else max(frame.width_of(each, bold=True) for each in said) + 18)
    bounds = [bound for mark in chart.marks for bound in (mark.value, mark.low, mark.high)]
    axis = scale([*bounds, chart.reference], from_zero=False, ticks=3 if stacked else 5)
    row = _ROW + (18 if stacked else 0)
    bottom = row * len(chart.marks) + 4
    parts = frame.axis_below(axis, chart.unit, report, left=left, right=right, bottom=bottom, width=width)
    if chart.reference is not None:
        x = left + axis.share(chart.reference) * (right - left)
        parts.append(line(x, 0, x, bottom, "goal"))
    for place, (mark, value) in enumerate(zip(chart.marks, said, strict=True)):
        parts += _row(mark, value, axis, (left, right, place * row), width, stacked=stacked)
    if chart.axis:
        parts.append(words(left, bottom + 36, chart.axis, "axis"))
    height = bottom + (42 if chart.axis else 24)
    return frame.frame(width, height, parts, frame.spoken(chart.title or chart.axis, chart.marks, chart.unit, report))


def _row(
    mark: Mark, said: str, axis: Scale, place: tuple[float, float, float], width: int, *, stacked: bool
) -> list[str]:
    left, right, top = place
    y = top + (34 if stacked else _ROW / 2)
    if stacked:
        label = frame.cut(mark.label, width - frame.width_of(said, bold=True) - 10)
        parts = [words(0, top + 16, label), words(width, top + 16, said, "value", "end")]
    else:
        parts = [words(0, y + 4, frame.cut(mark.label, left - 14)), words(width, y + 4, said, "value", "end")]
    if mark.low is not None and mark.high is not None:
        low, high = (left + axis.share(bound) * (right - left) for bound in (mark.low, mark.high))
        parts += [line(low, y, high, y, "whisker"), *(line(x, y - 5, x, y + 5, "whisker") for x in (low, high))]
    if mark.value is not None:
        parts.append(
            f'<circle cx="{left + axis.share(mark.value) * (right - left):.1f}" cy="{y:.1f}" r="5" class="fill"/>'
        )
    return parts


def _said(mark: Mark, chart: Intervals, report: Report) -> str:
    value = cells.text(mark.value, chart.unit, report)
    if mark.low is None or mark.high is None:
        return value
    return f"{value} [{cells.text(mark.low, chart.unit, report)}, {cells.text(mark.high, chart.unit, report)}]"
