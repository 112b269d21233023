"""Lines as letters: one is drawn as columns over an axis, several as a small line of columns each."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rich.text import Text

from mactl.core.model.chart import Line, Lines
from mactl.core.model.report import Report
from mactl.i18n import _
from mactl.terminal import cells
from mactl.terminal.charts.scale import Scale, scale
from mactl.terminal.charts.sketch import letters

_HEIGHT = 6
_RISING = " ▁▂▃▄▅▆▇█"
_LABEL, _LEAST = 24, 16


def sketch(chart: Lines, report: Report, width: int) -> list[Text]:
    """Return the chart; where there are more places than columns, neighbours are drawn as their mean."""
    drawn = [line for line in chart.lines if any(value is not None for value in line.values)]
    if not drawn or not chart.places:
        return []
    known = [value for line in drawn for value in line.values if value is not None]
    axis = dataclasses.replace(scale(known, from_zero=chart.from_zero), high=max(*known, 0.0) or 1.0)
    return _tall(chart, drawn[0], axis, report, width) if len(drawn) == 1 else _small(chart, drawn, axis, report, width)


def _tall(chart: Lines, line: Line, axis: Scale, report: Report, width: int) -> list[Text]:
    top, bottom = (cells.text(end, chart.unit, report) for end in (axis.high, axis.low))
    number = letters.widest([top, bottom], width)
    room = width - number - 2
    if room < _LEAST:
        return []
    wide = max(min(room // len(chart.places), 3), 1)
    shares = [None if value is None else axis.share(value) for value in squeezed(line.values, room // wide)]
    found = []
    for row in range(_HEIGHT, 0, -1):
        edge = top if row == _HEIGHT else bottom if row == 1 else ""
        body = "".join(_column(share, row, wide) for share in shares)
        found.append(
            Text.assemble((letters.right(edge, number), letters.SOFT), (" ┤", letters.SOFT), (body, letters.BAR))
        )
    return [*found, _across(chart, number + 2, len(shares) * wide)]


def _column(share: float | None, row: int, wide: int) -> str:
    """Return what a column shows in one row of ``_HEIGHT``; a gap parts columns that have room for one."""
    if share is None:
        letter = " "
    else:
        eighths = round(share * _HEIGHT * 8) - (row - 1) * 8
        letter = _RISING[min(max(eighths, 1 if row == 1 else 0), 8)]
    return letter * (wide - 1) + " " if wide > 1 else letter


def _small(chart: Lines, lines: Sequence[Line], axis: Scale, report: Report, width: int) -> list[Text]:
    label = letters.widest([line.label for line in lines], _LABEL)
    ends = [_ends(line, chart, report) for line in lines]
    room = min(width - label - letters.widest(ends, width) - 2, len(chart.places))
    if room < min(_LEAST, len(chart.places)):
        return []
    found = []
    for line, said in zip(lines, ends, strict=True):
        body = "".join(
            " " if value is None else _RISING[min(1 + round(axis.share(value) * 7), 8)]
            for value in squeezed(line.values, room)
        )
        style = letters.SOFT if line.dashed else letters.BAR
        found.append(Text.assemble(letters.left(line.label, label), " ", (letters.left(body, room), style), " ", said))
    return [*found, _across(chart, label + 1, room)]


def _ends(line: Line, chart: Lines, report: Report) -> str:
    known = [value for value in line.values if value is not None]
    first, last, most = (cells.text(value, chart.unit, report) for value in (known[0], known[-1], max(known)))
    return _("{first} → {last}, most {most}", first=first, last=last, most=most)


def _across(chart: Lines, margin: int, room: int) -> Text:
    """Return the labels of the first and the last place, under the columns."""
    first, last = chart.places[0], chart.places[-1]
    said = first if len(chart.places) == 1 else first + letters.right(last, room - letters.widest([first], room))
    if letters.widest([first, last], room) * 2 + 1 > room and len(chart.places) > 1:
        said = f"{first} … {last}"
    return Text(" " * margin + said, style=letters.SOFT)


def squeezed(values: Sequence[float | None], room: int) -> list[float | None]:
    """Return at most ``room`` values, each the mean of its neighbours."""
    if len(values) <= room:
        return list(values)
    found: list[float | None] = []
    for place in range(room):
        part = values[place * len(values) // room : (place + 1) * len(values) // room]
        known = [value for value in part if value is not None]
        found.append(sum(known) / len(known) if known else None)
    return found
