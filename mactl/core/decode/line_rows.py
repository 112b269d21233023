"""The objects of a JSON Lines file, one a line, in bounded memory; a faulty line spoils only itself."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace

from mactl.core.decode import keys
from mactl.core.decode.array_rows import LARGEST, exact
from mactl.core.decode.faults import Fault, error, shown
from mactl.core.decode.quick_json import loads, written
from mactl.core.decode.row import Reject, Row
from mactl.core.decode.strict_json import faults
from mactl.i18n import _


def line_rows(pieces: Iterator[bytes], file: str, reject: Reject) -> Iterator[Row]:
    """Yield (line, object) for each line of ``pieces`` (UTF-8, cut anywhere); blank lines are passed over."""
    number, rest = 1, b""
    for piece in pieces:
        whole, newline, tail = piece.rpartition(b"\n")
        if newline:
            lines = (rest + whole).split(b"\n")
            yield from _lines(lines, number, file, reject)
            number, rest = number + len(lines), tail
        else:
            rest += piece
            if len(rest) > LARGEST:
                message = _("a line longer than {n} characters", n=LARGEST)
                raise error([Fault(file=file, line=number, message=message, hint=_("Write one object a line."))], file)
    yield from _lines([rest], number, file, reject)


def _lines(lines: list[bytes], first: int, file: str, reject: Reject) -> Iterator[Row]:
    """Yield the objects of ``lines``, parsed in one call where all of them are good."""
    values: list[dict[str, object]] = []
    with contextlib.suppress(ValueError, RecursionError):
        values = loads(b"[" + b",".join(lines) + b"]")
    if len(values) == len(lines) and keys.all_in(b"".join(lines), values, written(values)):
        yield from enumerate(values, first)
        return
    for number, line in enumerate(lines, first):
        if line.strip():
            yield from _line(line.decode(), number, file, reject)


def _line(text: str, number: int, file: str, reject: Reject) -> Iterator[Row]:
    """Yield the object of one line, or name what is wrong with it."""
    try:
        value = exact.decode(text.strip())
    except (ValueError, RecursionError):
        found = faults(text, file, number) or [Fault(file=file, line=number, message=_("the line is not JSON"))]
        reject(replace(found[0], line=number))
        return
    if isinstance(value, dict):
        yield number, value
    else:
        message = _("line {n} is not an object: {value}", n=number, value=shown(json.dumps(value)))
        reject(Fault(file=file, line=number, message=message, hint=_("Write it as an object in braces.")))
