"""The rows of a data file, one at a time in bounded memory: JSON, JSON Lines, CSV or a spreadsheet.

A row is ``(number, fields)``. The number is the one by which a person finds the row: the element of a JSON list, the
line of JSON Lines, the row of a spreadsheet or CSV table (its heading is row 1). A row that cannot be used is handed to
``reject`` as a fault and left out; without ``reject`` it is an error. Callers that read millions of rows pause the
garbage collector around it: rows hold no circles.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Literal

from mactl.core.decode.faults import Fault, error
from mactl.core.decode.row import Batch, Reject, Row
from mactl.core.decode.text import encoding_of, utf8
from mactl.errors import MactlError
from mactl.i18n import _

Format = Literal["json", "jsonl", "csv", "xlsx"]

_BY_ENDING: dict[str, Format] = {
    "json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "csv": "csv", "tsv": "csv", "txt": "csv", "xlsx": "xlsx",
    "xlsm": "xlsx",
}  # fmt: skip
_ROWS = 500  # a batch of what is read row by row
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def rows(stream: BinaryIO, name: str, reject: Reject | None = None) -> Iterator[Row]:
    """Yield the rows of ``stream``, an open file that can be sought, known to people as ``name``.

    Raises:
        MactlError: a file of an unknown kind, or one that cannot be read past some row; the row is named.
    """
    kind, refuse = _kind(stream, name), reject or _refuse
    if kind in {"json", "csv"}:
        found = _at_once(stream, name, kind, refuse)
        return (row for batch in found for row in zip(batch.numbers, batch.rows, strict=True))
    return _one_by_one(stream, name, kind, refuse)


def batches(stream: BinaryIO, name: str, reject: Reject | None = None, *, columns: bool = False) -> Iterator[Batch]:
    """Yield the same rows in batches, as it suits the format; a fault is told before the rows of its batch come.

    With ``columns``, for who reads by columns, rows come so where the format gives them.

    Raises:
        MactlError: as `rows` does.
    """
    kind, refuse = _kind(stream, name), reject or _refuse
    if kind in {"json", "csv"}:
        return _at_once(stream, name, kind, refuse, columns=columns)
    return _batched(_one_by_one(stream, name, kind, refuse))


def _kind(stream: BinaryIO, name: str) -> Format:
    head = stream.read(1 << 16)
    stream.seek(0)
    return format_of(name, head)


def _at_once(stream: BinaryIO, name: str, kind: Format, refuse: Reject, *, columns: bool = False) -> Iterator[Batch]:
    if kind == "csv":
        from mactl.core.decode.table_rows import table_rows

        return table_rows(stream, name, refuse, columns=columns)
    from mactl.core.decode.array_rows import array_rows

    def pieces(*, checked: bool) -> Iterator[bytes]:
        stream.seek(0)
        return utf8(stream, name, checked=checked)

    return array_rows(pieces, name, refuse, columns=columns)


def _batched(found: Iterator[Row]) -> Iterator[Batch]:
    while part := list(islice(found, _ROWS)):
        yield Batch([number for number, _fields in part], [fields for _number, fields in part])


def _one_by_one(stream: BinaryIO, name: str, kind: Format, refuse: Reject) -> Iterator[Row]:
    if kind == "xlsx":
        from mactl.core.decode.sheet_rows import sheet_rows

        return sheet_rows(stream, name, refuse)
    from mactl.core.decode.line_rows import line_rows

    return line_rows(utf8(stream, name), name, refuse)


def format_of(name: str, head: bytes) -> Format:
    """Return the format of a file from its first bytes, and from its ending where those leave it open."""
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(_OLD_EXCEL):
        raise MactlError(_("{name} is an old Excel workbook (.xls)", name=name), _("Save it as .xlsx or CSV."))
    ending = name.rpartition(".")[2].lower()
    text = head.decode(encoding_of(head), "replace").lstrip()
    if text.startswith("["):
        return "json"
    if text.startswith("{"):
        return "json" if _BY_ENDING.get(ending) == "json" and not _many(text) else "jsonl"
    if _BY_ENDING.get(ending) == "xlsx":
        raise MactlError(_("{name} is not an Excel workbook", name=name), _("Save it again as .xlsx or CSV."))
    return _BY_ENDING.get(ending, "csv")


def _many(text: str) -> bool:
    """Return whether the first line is a whole object, as in JSON Lines."""
    first, broken, rest = text.partition("\n")
    return bool(broken) and first.rstrip().endswith("}") and rest.lstrip().startswith("{")


def _refuse(fault: Fault) -> None:
    raise error([fault], fault.file)
