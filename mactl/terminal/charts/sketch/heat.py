"""A heat map as letters: the numbers themselves, on a ground that is darker for more."""

from __future__ import annotations

from dataclasses import replace

from rich.style import Style
from rich.text import Text

from mactl.core.model.chart import Heat
from mactl.core.model.report import Report
from mactl.terminal import cells
from mactl.terminal.charts.sketch import letters

_LABEL = 20
_PALE, _DARK = (222, 238, 234), (18, 100, 86)


def sketch(chart: Heat, report: Report, width: int) -> list[Text]:
    """Return the chart with a line of column names, on its side where it is too wide; nothing where it never fits."""
    return _sketch(chart, report, width) or _sketch(_turned(chart), report, width)


def _turned(chart: Heat) -> Heat:
    """Return a chart with its columns as rows."""
    values = tuple(zip(*chart.values, strict=True))
    return replace(chart, rows=chart.columns, columns=chart.rows, down=chart.across, across=chart.down, values=values)


def _sketch(chart: Heat, report: Report, width: int) -> list[Text]:
    said = [[_short(value, chart, report) for value in row] for row in chart.values]
    label = letters.widest([chart.down, *chart.rows], _LABEL)
    wide = letters.widest([*chart.columns, *(each for row in said for each in row)], width) + 1
    if not chart.values or label + 1 + wide * len(chart.columns) > width:
        return []
    most = most_of(chart)
    head = Text(letters.left(chart.down, label) + " " + "".join(letters.right(c, wide) for c in chart.columns))
    head.stylize(letters.SOFT)
    found = [Text(" " * (label + 1) + chart.across, style=letters.SOFT)] if chart.across else []
    found.append(head)
    for name, row, words in zip(chart.rows, chart.values, said, strict=True):
        line = Text(letters.left(name, label) + " ")
        for value, word in zip(row, words, strict=True):
            line.append(letters.right(word, wide), style=_ground(value, most))
        found.append(line)
    return found


def most_of(chart: Heat) -> float:
    """Return the value at which a cell is darkest."""
    known = [value for row in chart.values for value in row if value is not None]
    return chart.most if chart.most is not None else max(known, default=0.0)


def _short(value: float | None, chart: Heat, report: Report) -> str:
    if value is None:
        return "·"
    if chart.unit == "rate":
        return f"{value:.0%}"
    return f"{value:,.0f}" if chart.unit == "money" else cells.text(round(value, 1), chart.unit, report)


def _ground(value: float | None, most: float) -> Style:
    if value is None:
        return Style(dim=True)
    share = min(max(value / most, 0.0), 1.0) if most else 0.0
    red, green, blue = (round(pale + (dark - pale) * share) for pale, dark in zip(_PALE, _DARK, strict=True))
    return Style(color="white" if share > 0.5 else "black", bgcolor=f"rgb({red},{green},{blue})")
