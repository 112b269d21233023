"""Lines as SVG: axes with round numbers, a band where an interval is known, a legend where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mactl.core.model.chart import Line, Lines
from mactl.core.model.report import Report
from mactl.terminal import cells
from mactl.terminal.charts.scale import Scale, scale
from mactl.terminal.charts.svg import frame
from mactl.terminal.charts.svg.frame import words

_HUES = 6
_TALL = 200
_DOTS = 31  # with more places a line has no dots
Spot = tuple[float, float]


def draw(chart: Lines, report: Report, width: int) -> str:
    """Return the picture, or nothing where no line has a value."""
    lines = [line for line in chart.lines if any(value is not None for value in line.values)]
    if not lines or not chart.places:
        return ""
    bounds = [value for line in lines for value in (*line.values, *line.low, *line.high)]
    axis = scale(bounds, from_zero=chart.from_zero, whole=chart.unit == "count")
    legend = _legend(lines, width) if len(lines) > 1 else []
    top = 12 + 20 * len(legend) + (18 if chart.axis else 0)
    left = max(frame.width_of(frame.short(tick, chart.unit, report)) for tick in axis.ticks) + 10
    body = _Body(left=left, right=width - 14.0, top=top, bottom=top + _TALL, axis=axis, places=len(chart.places))
    parts = [*_axes(chart, body, report), *(part for row in legend for part in row)]
    for number, line in enumerate(lines):
        parts += _line(line, chart, body, f"hue{number % _HUES}", report)
    if chart.axis:
        parts.append(words(0, 14, chart.axis, "axis"))
    return frame.frame(width, body.bottom + (44 if chart.across else 26), parts, _words(chart, lines, report))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """Where the lines are drawn: its edges, its axis of values, how many places it has."""

    left: float
    right: float
    top: float
    bottom: float
    axis: Scale
    places: int

    def spot(self, place: int, value: float) -> Spot:
        return self.across(place), self.bottom - self.axis.share(value) * (self.bottom - self.top)

    def across(self, place: int) -> float:
        if self.places == 1:
            return (self.left + self.right) / 2
        return self.left + place / (self.places - 1) * (self.right - self.left)


def _axes(chart: Lines, body: _Body, report: Report) -> list[str]:
    parts = []
    for tick in body.axis.ticks:
        y = body.spot(0, tick)[1]
        parts.append(frame.line(body.left, y, body.right, y, "grid"))
        parts.append(words(body.left - 6, y + 4, frame.short(tick, chart.unit, report), "tick", "end"))
    taken = -1e9
    for place, label in enumerate(chart.places):
        half = frame.width_of(label) / 2
        x = min(max(body.across(place), half), body.right + 14 - half)
        if x - half > taken + frame.LETTER:
            parts.append(words(x, body.bottom + 18, label, "tick", "middle"))
            taken = x + half
    if chart.across:
        parts.append(words(body.right, body.bottom + 37, chart.across, "axis", "end"))
    return parts


def _legend(lines: Sequence[Line], width: int) -> list[list[str]]:
    """Return the legend in rows, each as wide as the picture."""
    rows: list[list[str]] = [[]]
    x = 0.0
    for number, line in enumerate(lines):
        wide = frame.width_of(line.label) + 40
        if x and x + wide > width:
            rows.append([])
            x = 0.0
        y = 20 * len(rows) + 12
        css = f"hue{number % _HUES}" + (" dashed" if line.dashed else "")
        rows[-1] += [frame.line(x, y - 4, x + 20, y - 4, f"line {css}"), words(x + 26, y, line.label, "tick")]
        x += wide
    return rows


def _line(line: Line, chart: Lines, body: _Body, hue: str, report: Report) -> list[str]:
    parts = [_band(line, body, hue)] if line.low and line.high else []
    for run in _runs(line.values, body):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
        css = f"line {hue}" + (" dashed" if line.dashed else "")
        parts.append(f'<polyline points="{points}" class="{css}"/>')
    if len(chart.places) <= _DOTS:
        parts += [
            _dot(body.spot(place, value), f"{chart.places[place]}: {cells.text(value, chart.unit, report)}", hue)
            for place, value in enumerate(line.values)
            if value is not None
        ]
    return parts


def _dot(spot: Spot, said: str, hue: str) -> str:
    """Return a dot that says its value when it is pointed at."""
    inside = f"<title>{frame.text(said)}</title>"
    return f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="3" class="dot {hue}">{inside}</circle>'


def _runs(values: Sequence[float | None], body: _Body) -> list[list[Spot]]:
    """Return the stretches without a gap."""
    runs: list[list[Spot]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(body.spot(place, value))
    return [run for run in runs if len(run) > 1]


def _band(line: Line, body: _Body, hue: str) -> str:
    """Return the interval around a line, in its stretches without a gap."""
    lows, highs = _runs(line.low, body), _runs(line.high, body)
    return "".join(
        f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in (*high, *reversed(low)))}" class="band {hue}"/>'
        for low, high in zip(lows, highs, strict=True)
    )


def _words(chart: Lines, lines: Sequence[Line], report: Report) -> str:
    parts = []
    for line in lines:
        known = [(place, value) for place, value in zip(chart.places, line.values, strict=True) if value is not None]
        ends = (known[0], known[-1])
        said = ", ".join(f"{place} {cells.text(value, chart.unit, report)}" for place, value in ends)
        parts.append(f"{line.label}: {said}")
    title = chart.title or chart.axis
    return f"{title}: {'; '.join(parts)}" if title else "; ".join(parts)
