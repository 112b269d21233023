"""A report's tables as CSV (RFC 4180): stable English headers, numbers unrounded, safe against formulas."""

from __future__ import annotations

import csv
import io

from mactl.core.model.report import Report
from mactl.terminal.formats import _values


def render(report: Report) -> str:
    """Return the tables as comma-separated lines, a blank line between two."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, table in enumerate(report.tables):
        if number:
            writer.writerow([])
        writer.writerow([column.key for column in table.columns])
        for row in table.rows:
            found = (_values.value(cell, column, report) for column, cell in zip(table.columns, row, strict=True))
            writer.writerow(["" if cell is None else _values.disarmed(cell) for cell in found])
    return out.getvalue()
