"""A report as JSON: its document, or its tables as lists of objects."""

from __future__ import annotations

import json
from decimal import Decimal

from mactl.core.model.report import Report, Table
from mactl.terminal.formats import _values


def render(report: Report) -> str:
    """Return the report's document; where it has none, its tables as lists of objects."""
    document = report.document
    if document is None:
        tables = [_objects(table, report) for table in report.tables]
        document = {"rows": tables[0]} if len(tables) == 1 else {"tables": tables}
    return json.dumps(document, ensure_ascii=False, indent=2, default=plain) + "\n"


def _objects(table: Table, report: Report) -> list[dict[str, object]]:
    return [
        {column.key: _values.value(cell, column, report) for column, cell in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]


def plain(value: object) -> object:
    """Return what JSON has no form for: a Decimal as its number, anything else as its text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
