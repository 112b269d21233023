"""A funnel as SVG: a bar about the middle for each step, and between two the slope of those who went on."""

from __future__ import annotations

from mactl.core.model.chart import Funnel
from mactl.core.model.report import Report
from mactl.terminal import cells
from mactl.terminal.charts.svg import frame
from mactl.terminal.charts.svg.frame import box, words

_STACKED = 480
_BAR, _GAP = 30, 16


def draw(chart: Funnel, report: Report, width: int) -> str:
    """Return the picture, or nothing where nobody took the first step."""
    most = max((mark.value or 0 for mark in chart.marks), default=0)
    if not most:
        return ""
    stacked = width < _STACKED
    values = [cells.text(mark.value, "count", report) for mark in chart.marks]
    said = [f"{value}  {mark.said}".strip() for value, mark in zip(values, chart.marks, strict=True)]
    left = 0.0 if stacked else min(max(frame.width_of(mark.label) for mark in chart.marks) + 14, width * 0.3)
    right = float(width) if stacked else width - max(frame.width_of(each, bold=True) for each in said) - 14
    gap = _GAP + (22 if stacked else 0)
    middle, room = (left + right) / 2, right - left
    parts: list[str] = []
    for place, mark in enumerate(chart.marks):
        y = place * (_BAR + gap) + (22 if stacked else 2)
        half = max((mark.value or 0) / most * room / 2, 0.75)
        if place + 1 < len(chart.marks):
            parts.append(_slope(middle, half, (chart.marks[place + 1].value or 0) / most * room / 2, y + _BAR, gap))
        parts.append(box(middle - half, y, 2 * half, _BAR, "fill", round_=3))
        parts += _labels(mark.label, said[place], (left, right, y), width, stacked=stacked)
    height = len(chart.marks) * (_BAR + gap) - gap + (26 if stacked else 6)
    return frame.frame(width, height, parts, frame.spoken(chart.title, chart.marks, "count", report))


def _slope(middle: float, half: float, next_half: float, top: float, gap: float) -> str:
    next_half = max(next_half, 0.75)
    corners = ((-half, 0.0), (half, 0.0), (next_half, gap), (-next_half, gap))
    points = " ".join(f"{middle + x:.1f},{top + y:.1f}" for x, y in corners)
    return f'<polygon points="{points}" class="slope"/>'


def _labels(label: str, said: str, place: tuple[float, float, float], width: int, *, stacked: bool) -> list[str]:
    left, right, y = place
    if stacked:
        room = width - frame.width_of(said, bold=True) - 10
        return [words(0, y - 7, frame.cut(label, room)), words(width, y - 7, said, "value", "end")]
    return [words(0, y + 20, frame.cut(label, left - 8)), words(right + 12, y + 20, said, "value")]
