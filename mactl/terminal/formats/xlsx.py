"""A report as an Excel workbook, one sheet a table: headers of the reader's language, real numbers and dates."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from mactl import i18n
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.shown import SYMBOLS, duration
from mactl.i18n import _
from mactl.terminal import cells

_NOT_IN_NAMES = re.compile(r"[\\/*?:\[\]'\x00-\x1f]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_NAME, _LONGEST_CELL, _WIDEST = 31, 32_767, 60


def render(report: Report) -> bytes:
    """Return the workbook; a first sheet says the title, banner and sentences where there are any."""
    import pandas as pd

    out = io.BytesIO()
    names = set[str]()
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        for table in (*_about(report), *report.tables):
            name = _name(table.title or _("Table"), names)
            frame = pd.DataFrame(_rows(table, report), columns=[column.title for column in table.columns], dtype=object)
            frame.to_excel(book, sheet_name=name, index=False)
            _dress(book.sheets[name], table, report)
    return out.getvalue()


def _about(report: Report) -> list[Table]:
    notes = (f"{table.title}: {table.note}" for table in report.tables if table.note)
    lines = [line for line in (report.banner, *report.sentences, *notes) if line]
    if not lines and report.tables:
        return []
    column = Column(key="about", title=report.title or "mactl")
    return [Table(title=_("About"), columns=(column,), rows=tuple((line,) for line in lines))]


def _name(title: str, taken: set[str]) -> str:
    """Return a sheet's name: of 31 characters at most, none of them forbidden, no two alike."""
    plain = _NOT_IN_NAMES.sub(" ", title).strip() or "-"
    found, number = plain[:_LONGEST_NAME], 2
    while found.lower() in taken:
        ending = f" {number}"
        found, number = plain[: _LONGEST_NAME - len(ending)] + ending, number + 1
    taken.add(found.lower())
    return found


def _rows(table: Table, report: Report) -> list[list[object]]:
    return [
        [_value(cell, column, report) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows
    ]


def _value(cell: object, column: Column, report: Report) -> object:
    """Return a cell as Excel keeps it: it knows no time zones, so instants are the workspace's local time."""
    if column.unit == "instant" and isinstance(cell, int):
        moment = datetime.fromtimestamp(cell / 1000, UTC).astimezone(ZoneInfo(report.time_zone))
        return moment.replace(tzinfo=None, microsecond=0)
    if column.unit == "date" and isinstance(cell, str):
        return date.fromisoformat(cell)
    if column.unit == "duration" and isinstance(cell, int):
        return duration(cell)
    return _NOT_IN_XML.sub("", str(cell))[:_LONGEST_CELL] if isinstance(cell, str) else cell


def _dress(sheet: Any, table: Table, report: Report) -> None:
    """Give a sheet its number formats and widths; text that looks like a formula stays text (G4)."""
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, 1):
        widest = cell_len(column.title)
        for cell in next(sheet.iter_cols(min_col=number, max_col=number)):
            if cell.data_type == "f":
                cell.data_type, cell.quotePrefix = "s", True
            form = _number_format(column, report) if cell.row > 1 else None
            cell.number_format = form or cell.number_format
        for row in table.rows[:1000]:
            widest = max(widest, cell_len(cells.text(row[number - 1], column.unit, report)))
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = min(widest + 3, _WIDEST)


def _number_format(column: Column, report: Report) -> str | None:
    chinese = i18n.language() == "zh"
    forms = {
        "count": "#,##0",
        "money": f'"{SYMBOLS.get(report.currency, report.currency + " ")}"#,##0.00',
        "rate": "0.00%",
        "points": "+0.00%;-0.00%;0.00%",
        "instant": 'yyyy"年"m"月"d"日" hh:mm' if chinese else "yyyy-mm-dd hh:mm",
        "date": 'yyyy"年"m"月"d"日"' if chinese else "yyyy-mm-dd",
    }
    return forms.get(column.unit)
