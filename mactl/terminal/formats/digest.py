"""A report in ten lines of plain text: for a chat group."""

from __future__ import annotations

from mactl.core.model.report import Report, Table
from mactl.terminal import cells

LINES = 10
_CELLS = 4  # of a row
_DOT = " · "


def render(report: Report) -> str:
    """Return the title, what is said, and as many rows of the tables as ten lines hold."""
    lines = [line for line in (report.title, report.banner, *report.sentences) if line]
    for table in report.tables:
        lines += _rows(table, report)
    return "\n".join(cells.visible(line) for line in lines[:LINES]) + "\n"


def _rows(table: Table, report: Report) -> list[str]:
    """Return rows as "label: value · value"; a table's first row of words names what its numbers are."""
    found = []
    for row in table.rows:
        said = [
            cells.text(cell, column.unit, report)
            if not place
            else f"{column.title} {cells.text(cell, column.unit, report)}"
            for place, (column, cell) in enumerate(zip(table.columns, row, strict=True))
            if cell is not None
        ][:_CELLS]
        found.append(f"{said[0]}: {_DOT.join(said[1:])}" if len(said) > 1 else "".join(said))
    return found
