"""Strict JSON documents: the C parser for what is right, every fault named with line and column for what is not."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field

from mactl.core.decode.faults import Fault, Path, error
from mactl.core.decode.json_walk import nearest, scan
from mactl.core.decode.text import decode
from mactl.i18n import _

_LARGEST = 2**63


class OddError(ValueError):
    """The parser would accept what people do not mean: a key twice, NaN, a number too large."""


@dataclass(slots=True, kw_only=True)
class Document:
    """A parsed file: ``value``, and the line of each part of it, looked up only when a fault must be placed."""

    value: object
    text: str
    file: str = ""
    _places: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Return the line (from 1) on which the value at ``path``, or the nearest one around it, begins."""
        if not self._places:
            self._places.update(scan(self.text).places)
        return self.text.count("\n", 0, nearest(self._places, path)) + 1

    def fault(self, path: Path, message: str, hint: str = "") -> Fault:
        """Return a fault at ``path`` of this file."""
        return Fault(file=self.file, line=self.line(path), path=path, message=message, hint=hint)


def read(data: bytes, file: str = "") -> Document:
    """Return the document in ``data``, which must be UTF-8 without a byte order mark.

    Raises:
        MactlError: all faults of the text at once, each with its line and column.
    """
    found = decode(data, file)
    if found.encoding != "utf-8":
        raise error([_encoding(found.encoding, file), *faults(found.text, file)], file)
    return Document(value=loads(found.text, file), text=found.text, file=file)


def loads(text: str, file: str = "") -> object:
    """Return the value of a JSON ``text``.

    Raises:
        MactlError: all faults of the text at once, each with its line and column.
    """
    try:
        return strict.decode(text)
    except (ValueError, RecursionError) as fault:
        raise error(faults(text, file) or [_plain(fault, file)], file) from None


def faults(text: str, file: str = "", line: int = 1) -> list[Fault]:
    """Return every fault of a JSON ``text`` that begins on ``line`` of ``file``; none for good JSON."""
    found = []
    for at, path, message, hint in sorted(scan(text, line).faults, key=lambda fault: fault[0]):
        row = text.count("\n", 0, at) + line
        column = at - text.rfind("\n", 0, at)
        found.append(Fault(file=file, line=row, column=column, path=path, message=message, hint=hint))
    return found


def _encoding(encoding: str, file: str) -> Fault:
    """Name an encoding that JSON files must not have."""
    if encoding == "utf-8-sig":
        message = _("the file begins with a byte order mark (BOM)")
    elif encoding == "gb18030":
        message = _("the file is saved as GBK (GB18030)")
    else:
        message = _("the file is saved as UTF-16")
    return Fault(message=message, file=file, line=1, hint=_("Save it as UTF-8 without BOM."))


def _plain(fault: Exception, file: str) -> Fault:
    """Name a fault in the parser's own words, for want of better ones."""
    if isinstance(fault, json.JSONDecodeError):
        return Fault(message=fault.msg, file=file, line=fault.lineno, column=fault.colno)
    return Fault(message=_("the file is not JSON that can be read"), file=file, hint=_("Check its brackets."))


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object of its pairs; refuse a key that stands twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise OddError
    return found


def _integer(digits: str) -> int:
    if len(digits) > 20 or not -_LARGEST <= (value := int(digits)) < _LARGEST:
        raise OddError
    return value


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise OddError
    return value


def constant(name: str) -> object:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise OddError(name)


strict = json.JSONDecoder(object_pairs_hook=once, parse_int=_integer, parse_float=_finite, parse_constant=constant)
