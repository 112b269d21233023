"""A report as Markdown: for pull requests, wikis and chat."""

from __future__ import annotations

import re

from mactl.core.model.chart import Chart, Heat
from mactl.core.model.report import Column, Report, Table
from mactl.terminal import cells
from mactl.terminal.charts.sketch import sketch

_WIDTH = 80
_TICKS = re.compile(r"`+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")


def render(report: Report) -> str:
    """Return the report as CommonMark with GitHub's tables."""
    parts = [f"# {escaped(report.title)}"] if report.title else []
    parts += [f"> **{escaped(report.banner)}**"] if report.banner else []
    parts += [escaped(sentence) for sentence in report.sentences]
    for table in report.tables:
        pictures = [_picture(chart, report) for chart in table.charts]
        parts += [f"## {escaped(table.title)}" if table.title else "", *pictures]
        parts += [_table(table, report), escaped(table.note)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _picture(chart: Chart, report: Report) -> str:
    """Return a chart as a block of letters that no markup touches; a heat map's numbers stand in the table anyhow."""
    lines = [] if isinstance(chart, Heat) else [line.plain.rstrip() for line in sketch(chart, report, _WIDTH)]
    if not lines:
        return ""
    fence = "`" * max(3, *(len(run) + 1 for line in lines for run in _TICKS.findall(line)), 3)
    return "\n".join((fence, *([" ".join(chart.title.split())] if chart.title else []), *lines, fence))


def escaped(text: str) -> str:
    """Return text in one line in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _table(table: Table, report: Report) -> str:
    lines = [[escaped(column.title) for column in table.columns], [_rule(column) for column in table.columns]]
    lines += [
        [escaped(cells.text(cell, column.unit, report)) for column, cell in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rule(column: Column) -> str:
    return "---:" if column.unit in cells.NUMBERS else "---"
