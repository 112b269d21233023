"""Bars as SVG: labels, bars from zero, values at their ends; before as a thin bar below, the target as a line."""

from __future__ import annotations

from mactl.core.model.chart import Bars, Mark
from mactl.core.model.report import Report
from mactl.i18n import _
from mactl.terminal import cells
from mactl.terminal.charts.scale import Scale, scale
from mactl.terminal.charts.svg import frame
from mactl.terminal.charts.svg.frame import box, line, words

_STACKED = 480  # a narrower picture has its labels above the bars
_BAR = 16


def draw(chart: Bars, report: Report, width: int) -> str:
    """Return the picture, or nothing where no bar has a value."""
    if not any(mark.value is not None for mark in chart.marks):
        return ""
    stacked = width < _STACKED
    said = [_said(mark, chart, report) for mark in chart.marks]
    label = 0.0 if stacked else min(max(frame.width_of(mark.label) for mark in chart.marks) + 12, width * 0.34)
    right = width - min(max(frame.width_of(each, bold=True) for each in said) + 10, width * 0.45)
    bounds = [value for mark in chart.marks for value in (mark.value, mark.before, mark.high)]
    axis = scale([0.0, chart.target, *bounds], ticks=3 if stacked else 5, whole=chart.unit == "count")
    height = _BAR + 14 + (20 if stacked else 0) + (6 if any(mark.before is not None for mark in chart.marks) else 0)
    bottom = height * len(chart.marks) + (22 if chart.target is not None else 4)
    parts = frame.axis_below(axis, chart.unit, report, left=label, right=right, bottom=bottom, width=width)
    top = 22 if chart.target is not None else 4
    for place, (mark, value) in enumerate(zip(chart.marks, said, strict=True)):
        parts += _row(mark, value, axis, (label, right), top + place * height, stacked=stacked)
    if chart.target is not None:
        parts += _target(chart.target, chart, report, label + axis.share(chart.target) * (right - label), bottom, width)
    below = _below(chart, label, bottom + 36)
    return frame.frame(width, bottom + (42 if below else 24), [*parts, *below], _words(chart, report))


def _row(mark: Mark, said: str, axis: Scale, span: tuple[float, float], top: float, *, stacked: bool) -> list[str]:
    left, right = span
    zero = left + axis.share(0) * (right - left)
    parts = [words(0, top + 13, mark.label) if stacked else words(0, top + 13, frame.cut(mark.label, left - 8))]
    y = top + (20 if stacked else 0)
    end = left + axis.share(mark.value or 0) * (right - left)
    parts.append(box(min(zero, end), y, abs(end - zero), _BAR, "fill"))
    if mark.before is not None:
        was = left + axis.share(mark.before) * (right - left)
        parts.append(box(min(zero, was), y + _BAR + 2, abs(was - zero), 4, "was"))
    reach = max(end, zero)
    if mark.low is not None and mark.high is not None:
        low, reach = (left + axis.share(bound) * (right - left) for bound in (mark.low, mark.high))
        parts += [line(low, y + _BAR / 2, reach, y + _BAR / 2, "whisker")]
        parts += [line(x, y + 4, x, y + _BAR - 4, "whisker") for x in (low, reach)]
    return [*parts, words(reach + 6, y + 13, said, "value")]


def _below(chart: Bars, left: float, y: float) -> list[str]:
    """Return what stands below the axis: what it measures, and what the thin bars are."""
    parts = [words(left, y, chart.axis, "axis")] if chart.axis else []
    if any(mark.before is not None for mark in chart.marks):
        x = left + (frame.width_of(chart.axis) + 24 if chart.axis else 0)
        parts += [box(x, y - 7, 18, 4, "was"), words(x + 24, y, _("the period before"), "axis")]
    return parts


def _target(target: float, chart: Bars, report: Report, x: float, bottom: float, width: int) -> list[str]:
    said = _("target {value}", value=cells.text(target, chart.unit, report))
    anchor = "end" if x + frame.width_of(said) / 2 > width else "middle"
    return [line(x, 18, x, bottom, "goal"), words(min(x, width), 12, said, "goal-said", anchor)]


def _said(mark: Mark, chart: Bars, report: Report) -> str:
    value = cells.text(mark.value, chart.unit, report)
    return f"{value}  {mark.said}" if mark.said else value


def _words(chart: Bars, report: Report) -> str:
    return frame.spoken(chart.title or chart.axis, chart.marks, chart.unit, report)
