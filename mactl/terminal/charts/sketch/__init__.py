"""A chart as lines of letters: for a terminal, with colours, and for Markdown and mail, without."""

from __future__ import annotations

from typing import assert_never

from rich.text import Text

from mactl.core.model.chart import Bars, Chart, Days, Funnel, Heat, Intervals, Lines
from mactl.core.model.report import Report
from mactl.terminal.charts.sketch import bars, funnel, heat, intervals, lines


def sketch(chart: Chart, report: Report, width: int) -> list[Text]:
    """Return a chart as lines at most ``width`` columns wide; none where there is nothing to draw or no room."""
    match chart:
        case Bars():
            return bars.sketch(chart, report, width)
        case Funnel():
            return funnel.sketch(chart, report, width)
        case Intervals():
            return intervals.sketch(chart, report, width)
        case Lines():
            return lines.sketch(chart, report, width)
        case Heat():
            return heat.sketch(chart, report, width)
        case Days():
            return []  # the table says the same in fewer lines
    assert_never(chart)
