"""The rows of a CSV or tab-separated table as people save it: ``, ; | tab``, quoted line breaks, Chinese headings.

Values are text without outer spaces; empty cells are left out, so that an empty cell never overwrites a value.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, compress, islice, repeat
from typing import BinaryIO, TypeAlias

from mactl.core.decode.faults import Fault, error, shown
from mactl.core.decode.row import Batch, Fields, Reject
from mactl.core.decode.spelt import spell, template
from mactl.core.decode.text import utf8
from mactl.core.decode.widths import seen
from mactl.errors import MactlError
from mactl.i18n import _, ngettext

_Take: TypeAlias = Callable[[list[list[str]], Sequence[str], int], Batch | None]

DELIMITERS = ",;\t|"
_FULL_WIDTH = "，；、"
_VALUE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|(\+?86)?1[3-9]\d{9}").fullmatch  # an e-mail address or a phone number
_ROWS = 400  # a batch: its cells stay near the processor
_LINE = 1 << 22  # characters; a longer line is no row of a table
_CELL = 1 << 20  # characters; a longer cell is a quote left open


def table_rows(stream: BinaryIO, file: str, reject: Reject, *, columns: bool = False) -> Iterator[Batch]:
    """Yield {heading: value} for each row of the table in ``stream`` below its heading, many rows at a time.

    With ``columns`` rows that have a value everywhere come by columns.

    Raises:
        MactlError: no heading, two equal headings, or a quote that is never closed; the row is named.
    """
    texts = _texts(stream, file)
    sample = next(texts, "")
    csv.field_size_limit(_CELL)
    lines = chain.from_iterable(_lines(chain([sample], texts)))
    cells = csv.reader(lines, delimiter=delimiter_of(sample), skipinitialspace=True)
    number = 0
    try:
        for row in cells:
            number += 1
            if any(map(str.strip, row)):
                break
        else:
            raise _table_fault(file, 1, _("the table is empty"), _("Its first row names the columns."))
        names = headings(row, file, number)
        _check_heading(names, file, number)
        usual = _by_columns if columns else _usual
        yield from _below(cells, names, number, usual, partial(_odd, file=file, reject=reject))
    except csv.Error:
        message = _("the table cannot be read near line {line}", line=cells.line_num)
        raise _table_fault(file, cells.line_num, message, _("Look for a quote that is never closed.")) from None


def _below(cells: Iterator[list[str]], names: Sequence[str], number: int, usual: _Take, odd: _Take) -> Iterator[Batch]:
    """Yield the rows below the heading, which is row ``number``."""
    named, width, first = all(names), {len(names)}, number + 1
    while part := list(islice(cells, _ROWS)):
        whole = named and set(map(len, part)) == width
        if found := (usual(part, names, first) if whole else None) or odd(part, names, first):
            yield found
        first += len(part)


def _by_columns(part: list[list[str]], names: Sequence[str], first: int) -> Batch | None:
    """Return rows as wide as their heading by columns, where every cell has a value and none is guarded."""
    columns = map(spell, zip(*part, strict=True))
    found = {name: column for name, column in zip(names, columns, strict=True) if column}
    if len(found) < len(names):
        return _usual(part, names, first)
    row = template(zip(names, repeat(b"%b")))
    texts = list(map(row.__mod__, zip(*(column.texts for column in found.values()), strict=True)))
    return Batch(range(first, first + len(part)), None, texts, found)


def _usual(part: list[list[str]], names: Sequence[str], first: int) -> Batch | None:
    """Return rows as wide as their heading whose cells mean themselves, told of all at once; None for others."""
    # A cell that holds the divider itself is merely looked at with its row.
    whole = "|".join(("", *chain.from_iterable(part), ""))
    if not whole.isprintable() or "| " in whole or " |" in whole:
        return None
    rows: list[Fields] = list(map(dict, map(zip, repeat(names), part)))
    numbers: Sequence[int] = range(first, first + len(part))
    if "||" in whole:
        rows = [row if all(row.values()) else {name: cell for name, cell in row.items() if cell} for row in rows]
        if not all(rows):
            numbers, rows = list(compress(numbers, rows)), list(filter(None, rows))
    return Batch(numbers, rows) if rows else None


def _odd(part: list[list[str]], names: Sequence[str], first: int, *, file: str, reject: Reject) -> Batch | None:
    """Return rows looked at one by one; None where none of them says anything."""
    width, numbers, rows = len(names), list[int](), list[Fields]()
    for number, row in enumerate(part, first):
        if len(row) > width and any(map(str.strip, row[width:])):
            reject(_too_wide(file, number, row, names))
            continue
        # Without a mark that nobody sees in any cell, trimming is enough.
        clean = str.strip if "".join(row).isprintable() else seen
        fields: Fields = {name: kept for name, cell in zip(names, row, strict=False) if name and (kept := clean(cell))}
        if fields:
            numbers.append(number)
            rows.append(fields)
    return Batch(numbers, rows) if rows else None


def _texts(stream: BinaryIO, file: str) -> Iterator[str]:
    """Yield what is left of ``stream`` as text, in pieces; bytes that are no text are named with their line."""
    start, decoder = stream.tell(), codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in utf8(stream, file, checked=False):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        stream.seek(start)
        deque(utf8(stream, file), 0)  # tells where
        raise


def _lines(texts: Iterator[str]) -> Iterator[list[str]]:
    """Yield the lines of pieces of a text, each with its end.

    Raises:
        csv.Error: a line that does not end.
    """
    rest = ""
    for text in texts:
        lines = io.StringIO(rest + text, newline="").readlines()
        # A line that ends with CR may go on with LF.
        rest = lines.pop() if lines and not lines[-1].endswith("\n") else ""
        if len(rest) > _LINE:
            raise csv.Error
        yield lines
    if rest:
        yield [rest]


def delimiter_of(sample: str) -> str:
    """Return the sign that divides the cells of ``sample``: the one that divides most rows alike."""

    def score(sign: str) -> tuple[float, int]:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=sign, skipinitialspace=True)
        widths = [len(row) for row, _n in zip(rows, range(50), strict=False) if row]
        if not widths or widths[0] == 1:
            return 0.0, 0
        return widths.count(widths[0]) / len(widths), widths[0]

    try:
        best = max(DELIMITERS, key=score)
    except csv.Error:
        return ","
    return best if score(best)[1] else ","


def headings(row: Sequence[object], file: str, number: int = 1) -> list[str]:
    """Return the trimmed headings of a table; empty ones at its end are dropped, others stay empty.

    Raises:
        MactlError: two headings are equal, or hold NUL characters, as UTF-16 without its mark does.
    """
    if any("\0" in cell for cell in row if isinstance(cell, str)):
        message = _("the headings hold NUL characters: the file was probably saved as UTF-16 without its mark")
        raise _table_fault(file, number, message, _("Save the file as UTF-8."))
    names = [seen("" if cell is None else str(cell)) for cell in row]
    while names and not names[-1]:
        names.pop()
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        said = ", ".join(f"“{shown(name)}”" for name in twice)
        message = ngettext(
            "the heading {names} stands twice", "the headings {names} stand twice", len(twice), names=said
        )
        raise _table_fault(file, number, message, _("Rename or remove one of the columns."))
    return names


def _check_heading(names: Sequence[str], file: str, number: int) -> None:
    """Refuse a first row that names no columns: one that full-width signs divide, or one of values."""
    if len(names) == 1 and (sign := next((sign for sign in _FULL_WIDTH if sign in names[0]), "")):
        message = _("the heading “{name}” holds the full-width “{sign}”, which divides no columns",
                    name=shown(names[0]), sign=sign)  # fmt: skip
        raise _table_fault(file, number, message, _("Divide the columns with a comma, semicolon, tab or |."))
    if value := next((name for name in names if _VALUE(name)), ""):
        message = _("the first row holds values (“{value}”) instead of the names of columns", value=shown(value))
        raise _table_fault(file, number, message, _("Its first row names the columns."))


def _too_wide(file: str, number: int, row: Sequence[str], names: Sequence[str]) -> Fault:
    message = _("row {n} has {cells} cells, its heading {width}", n=number, cells=len(row), width=len(names))
    if len(names) == 1:
        hint = _("The only column is “{name}”: put a value that holds a comma in quotes, or name the other columns.",
                 name=shown(names[0]))  # fmt: skip
    else:
        hint = _("Put a value that holds the delimiter in quotes.")
    return Fault(file=file, line=number, message=message, hint=hint)


def _table_fault(file: str, line: int, message: str, hint: str) -> MactlError:
    return error([Fault(file=file, line=line, message=message, hint=hint)], file)
