"""The rows of an Excel workbook's first sheet with a heading; dates become ISO text, numbers stay numbers."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from mactl.core.decode.faults import Fault, error
from mactl.core.decode.row import Reject, Row
from mactl.core.decode.table_rows import headings
from mactl.core.decode.widths import seen
from mactl.errors import MactlError
from mactl.i18n import _

_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


def sheet_rows(stream: BinaryIO, file: str, reject: Reject) -> Iterator[Row]:
    """Yield (row, {heading: value}) for each row below the heading of the first sheet that is not empty.

    Raises:
        MactlError: not a workbook that can be read, or one without a table.
    """
    try:
        yield from _rows(stream, file, reject)
    except MactlError:
        raise
    except Exception as fault:  # openpyxl raises whatever a spoilt file makes of its XML
        message = _("{file} is not a workbook that can be read", file=file)
        raise MactlError(message, _("Open it in Excel and save it again as .xlsx.")) from fault


def _rows(stream: BinaryIO, file: str, reject: Reject) -> Iterator[Row]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and pictures, which are not read
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    for sheet in book.worksheets:
        names: list[str] = []
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if not names:
                names = headings(row, file, number)
            elif fields := _fields(names, row, number, file, reject):
                yield number, fields
        if names:
            return
    message = _("the workbook is empty")
    raise error([Fault(file=file, message=message, hint=_("Its first row names the columns."))], file)


def _fields(
    names: list[str], row: tuple[object, ...], number: int, file: str, reject: Reject
) -> dict[str, object] | None:
    """Return the cells of one row by heading; None where it is empty or holds a formula's error."""
    fields = {}
    for name, cell in zip(names, row, strict=False):
        value = _plain(cell)
        if not name or value is None or value == "":
            continue
        if value in _ERRORS:
            message = _("row {n}: the cell “{name}” holds the error {error}", n=number, name=name, error=value)
            reject(Fault(file=file, line=number, message=message, hint=_("Mend its formula.")))
            return None
        fields[name] = value
    return fields


def _plain(cell: object) -> object:
    """Return a cell as text, number or truth value."""
    if isinstance(cell, str):
        return seen(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="milliseconds" if cell.microsecond else "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell
