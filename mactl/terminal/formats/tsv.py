"""A report's tables as tab-separated lines: what a pipe gets, for cut, sort and awk."""

from __future__ import annotations

from mactl.core.model.report import Report, Table
from mactl.terminal import cells
from mactl.terminal.formats import _values


def render(report: Report) -> str:
    """Return the tables as lines, a blank line between two; a tab or line break inside a cell becomes a blank."""
    return "\n".join(_lines(table, report) for table in report.tables)


def _lines(table: Table, report: Report) -> str:
    head: list[object] = [column.key for column in table.columns]
    rows = [[_values.value(cell, c, report) for c, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    return "".join("\t".join(_word(cell) for cell in row) + "\n" for row in (head, *rows))


def _word(cell: object) -> str:
    return "" if cell is None else " ".join(cells.visible(str(cell)).split())
