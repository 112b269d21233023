"""A funnel as letters: bars about a middle, people beside them, and what went on from step to step."""

from __future__ import annotations

from rich.text import Text

from mactl.core.model.chart import Funnel
from mactl.core.model.report import Report
from mactl.terminal import cells
from mactl.terminal.charts.sketch import letters

_LABEL, _BODY, _LEAST = 24, 40, 12


def sketch(chart: Funnel, report: Report, width: int) -> list[Text]:
    """Return the chart, a line a step."""
    values = [cells.text(mark.value, "count", report) for mark in chart.marks]
    label = letters.widest([mark.label for mark in chart.marks], _LABEL)
    number = letters.widest(values, width)
    said = letters.widest([mark.said for mark in chart.marks], width // 2)
    body = min(width - label - number - said - 4, _BODY) // 2 * 2
    most = max((mark.value or 0 for mark in chart.marks), default=0)
    if not most or body < _LEAST:
        return []
    found = []
    for mark, value in zip(chart.marks, values, strict=True):
        half = round((mark.value or 0) / most * body / 2)
        drawn = " " * (body // 2 - half) + ("█" * (2 * half) if half else "│") + " " * (body // 2 - half)
        found.append(
            Text.assemble(letters.left(mark.label, label), " ", (drawn[:body], letters.BAR), " ",
                          (letters.right(value, number), "bold"), " ", (letters.cut(mark.said, said), letters.SOFT))
        )  # fmt: skip
    return found
