"""A report for programs: one JSON document, or its tables as CSV or tab-separated lines."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

from mactl.core.model.report import Column, Report, Table
from mactl.terminal import cells


def as_json(report: Report) -> str:
    """Return the report's document; where it has none, its tables as lists of objects under their titles."""
    document = report.document
    if document is None:
        tables = [_objects(table, report) for table in report.tables]
        document = {"rows": tables[0]} if len(tables) == 1 else {"tables": tables}
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain)


def _objects(table: Table, report: Report) -> list[dict[str, object]]:
    return [
        {c.key: _value(value, c, report) for c, value in zip(table.columns, row, strict=True)} for row in table.rows
    ]


def _value(value: object, column: Column, report: Report) -> object:
    if column.unit == "instant" and isinstance(value, int):
        return cells.iso(value, report.time_zone)
    return value


def _plain(value: object) -> object:
    """Return what JSON has no form for: a Decimal as its number, anything else as its text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def as_csv(report: Report, *, delimiter: str = ",", guard: bool = True) -> str:
    """Return the tables as separated lines, a blank line between two; ``guard`` disarms formulas (G4)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n" if delimiter == "\t" else "\r\n")
    for number, table in enumerate(report.tables):
        if number:
            writer.writerow([])
        writer.writerow([column.key for column in table.columns])
        for row in table.rows:
            values = [_value(value, c, report) for c, value in zip(table.columns, row, strict=True)]
            writer.writerow(["" if v is None else disarmed(v) if guard else v for v in values])
    return out.getvalue()


def disarmed(value: object) -> object:
    """Return ``value`` so that no spreadsheet takes it for a formula: a quote before = + - @ tab return."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(value: str) -> bool:
    return value.lstrip("+-").replace(".", "", 1).isdigit()
