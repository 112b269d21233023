"""A heat map as SVG: a cell for each row and column, darker for more, with its number; a phone scrolls it."""

from __future__ import annotations

from mactl.core.model.chart import Heat
from mactl.core.model.report import Report
from mactl.terminal import cells
from mactl.terminal.charts.svg import frame
from mactl.terminal.charts.svg.frame import box, words

_ROW = 28
_PALEST = 0.06
_LIGHT_FROM = 0.72  # from here on the ground is so dark that its letters are light


def draw(chart: Heat, report: Report) -> str:
    """Return the picture at its natural size, or nothing where it has no cell."""
    known = [value for row in chart.values for value in row if value is not None]
    if not known:
        return ""
    most = chart.most if chart.most is not None else max(known)
    left = max(frame.width_of(name) for name in (chart.down, *chart.rows)) + 10
    said = [[_short(value, chart, report) for value in row] for row in chart.values]
    wide = max(*(frame.width_of(name) for name in chart.columns), *(frame.width_of(w) for row in said for w in row)) + 8
    top = 40 if chart.across else 22
    parts = [words(left, 13, chart.across, "axis")] if chart.across else []
    parts.append(words(0, top - 7, chart.down, "axis"))
    for place, name in enumerate(chart.columns):
        parts.append(words(left + (place + 0.5) * wide, top - 7, name, "tick", "middle"))
    for place, name in enumerate(chart.rows):
        y = top + place * _ROW
        parts.append(words(0, y + 18, name, "tick"))
        for column, value in enumerate(chart.values[place]):
            parts += _cell(value, said[place][column], most, (left + column * wide, y, wide))
    width, height = left + wide * len(chart.columns) + 2, top + _ROW * len(chart.rows) + 4
    drawn = frame.frame(width, height, parts, _words(chart, report), "heat")
    return drawn.replace("<svg ", f'<svg style="width:{width:.0f}px" ', 1)


def _cell(value: float | None, said: str, most: float, place: tuple[float, float, float]) -> list[str]:
    x, y, wide = place
    if value is None:
        return []
    share = min(max(value / most, 0.0), 1.0) if most else 0.0
    depth = _PALEST + (1 - _PALEST) * share
    css = "on-dark" if depth > _LIGHT_FROM else "on-light"
    ground = box(x + 1, y + 1, wide - 2, _ROW - 2, "fill", more=f' fill-opacity="{depth:.3f}"')
    return [ground, words(x + wide / 2, y + 18, said, css, "middle")]


def _short(value: float | None, chart: Heat, report: Report) -> str:
    if value is None:
        return ""
    if chart.unit == "rate":
        return f"{value:.0%}" if value == 0 or value >= 0.1 else f"{value:.1%}"
    return f"{value:,.0f}" if chart.unit == "money" else cells.text(round(value, 1), chart.unit, report)


def _words(chart: Heat, report: Report) -> str:
    rows = []
    for name, row in zip(chart.rows, chart.values, strict=True):
        values = (cells.text(value, chart.unit, report) for value in row if value is not None)
        rows.append(f"{name}: {', '.join(values)}")
    return f"{chart.title or chart.across}: {'; '.join(rows)}"
