"""A chart as inline SVG: drawn once for a wide page and once for a phone, with axes, units and words for those who
cannot see it.
"""

from __future__ import annotations

from typing import assert_never

from mactl.core.model.chart import Bars, Chart, Days, Funnel, Heat, Intervals, Lines
from mactl.core.model.report import Report
from mactl.terminal.charts.svg import bars, days, funnel, heat, intervals, lines
from mactl.terminal.charts.svg.frame import text

WIDE, NARROW = 720, 330


def figure(chart: Chart, report: Report) -> str:
    """Return a chart as a figure of a page; nothing where there is nothing to draw."""
    title = f"<figcaption>{text(chart.title)}</figcaption>\n" if chart.title else ""
    if isinstance(chart, Heat):
        drawn = heat.draw(chart, report)
        return f'<figure>\n{title}<div class="scroll">{drawn}</div></figure>\n' if drawn else ""
    if isinstance(chart, Days):
        return f"<figure>\n{title}{days.draw(chart)}</figure>\n" if chart.sheets else ""
    wide = _drawn(chart, report, WIDE)
    if not wide:
        return ""
    narrow = _drawn(chart, report, NARROW)
    return f'<figure>\n{title}<div class="at-wide">{wide}</div><div class="at-narrow">{narrow}</div></figure>\n'


def _drawn(chart: Bars | Funnel | Intervals | Lines, report: Report, width: int) -> str:
    match chart:
        case Bars():
            return bars.draw(chart, report, width)
        case Funnel():
            return funnel.draw(chart, report, width)
        case Intervals():
            return intervals.draw(chart, report, width)
        case Lines():
            return lines.draw(chart, report, width)
    assert_never(chart)
