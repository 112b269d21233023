"""Bars as letters: a label, a bar, its value, and what it was before."""

from __future__ import annotations

from rich.text import Text

from mactl.core.model.chart import Bars, Mark
from mactl.core.model.report import Report
from mactl.i18n import _
from mactl.terminal import cells
from mactl.terminal.charts.scale import scale
from mactl.terminal.charts.sketch import letters

_LABEL, _BAR, _LEAST = 28, 40, 8


def sketch(chart: Bars, report: Report, width: int) -> list[Text]:
    """Return the chart, a line a mark, and one that says what the target line is."""
    values = [cells.text(mark.value, chart.unit, report) for mark in chart.marks]
    label = letters.widest([mark.label for mark in chart.marks], _LABEL)
    number = letters.widest(values, width)
    befores = [_before(mark, chart, report) for mark in chart.marks]
    room = width - label - number - letters.widest(befores, width) - 4
    if room < _LEAST:
        befores = [""] * len(befores)
        room = width - label - number - 3
    room = min(room, _BAR)
    if not chart.marks or room < _LEAST:
        return []
    axis = scale([0.0, chart.target, *(mark.value for mark in chart.marks)])
    zero = axis.share(0.0)
    goal = None if chart.target is None else min(round(axis.share(chart.target) * room), room - 1)
    found = [
        Text.assemble(letters.left(mark.label, label), " ", (letters.right(value, number), "bold"), " ",
                      *_drawn((zero, axis.share(mark.value or 0)), room, goal), (f" {before}", letters.SOFT))
        for mark, value, before in zip(chart.marks, values, befores, strict=True)
    ]  # fmt: skip
    if chart.target is not None:
        said = _("┊ target {value}", value=cells.text(chart.target, chart.unit, report))
        found.append(Text(" " * (label + number + 2 + (goal or 0)) + said, style=letters.TARGET))
    return found


def _drawn(ends: tuple[float, float], room: int, goal: int | None) -> list[tuple[str, str]]:
    """Return a bar from zero to its end, the target's line in it, filled up to ``room``."""
    zero, end = ends
    if end < zero:  # what is below zero grows to the left
        first, last = round(end * room), round(zero * room)
        drawn = letters.left(" " * min(first, last - 1) + "▒" * max(last - first, 1), room)
    else:
        start = round(zero * room)
        drawn = letters.left(" " * start + letters.bar((end * room - start) / room, room), room)
    if goal is None:
        return [(drawn, letters.BAR)]
    return [(drawn[:goal], letters.BAR), ("┊", letters.TARGET), (drawn[goal + 1 :], letters.BAR)]


def _before(mark: Mark, chart: Bars, report: Report) -> str:
    said = [mark.said] if mark.said else []
    if mark.before is not None:
        said.append(_("was {value}", value=cells.text(mark.before, chart.unit, report)))
    return " · ".join(said)
