"""How a tolerant reading walks through the values of a JSON text: lists, objects, commas and ends."""

from __future__ import annotations

import contextlib
import json

from mactl.core.decode.faults import Path, shown
from mactl.core.decode.json_scan import DEPTH, Scan, Stopped
from mactl.i18n import _

_QUOTES = frozenset("\"“”‘’'`＂")
_CLOSERS = {"{": "}", "[": "]"}


def scan(text: str, line: int = 1) -> Scan:
    """Read all of ``text``, which begins on ``line`` of its file, and return its faults and places."""
    reading = Scan(text=text, line=line)
    with contextlib.suppress(Stopped):
        _document(reading)
    return reading


def _document(reading: Scan) -> None:
    """Read one JSON document; its faults and places end up in ``reading``."""
    reading.skip()
    if not reading.sign():
        reading.fault(reading.at, _("the file is empty"), _("Write [] for an empty list."))
        return
    _value(reading)
    reading.skip()
    if reading.sign():
        hint = _("A file holds one list or object; remove what follows it.")
        reading.fault(reading.at, _("text after the end of the document"), hint)


def _value(reading: Scan) -> None:
    """Read one value of any kind."""
    reading.skip()
    reading.places[tuple(reading.path)] = reading.at
    sign = reading.sign()
    if sign in _CLOSERS:
        _members(reading)
    elif sign and sign in _QUOTES:
        reading.quoted()
    elif sign and sign not in ",:}]":
        reading.word()
    else:
        _nothing(reading)


def _nothing(reading: Scan) -> None:
    """Name a value that is missing."""
    if not reading.sign():
        reading.fault(reading.at, _("the file ends where a value should stand"), _("The file seems to be cut off."))
        raise Stopped
    reading.fault(reading.at, _("a value is missing here"), _("Write a value, or remove the key."))


def _members(reading: Scan) -> None:
    """Read the members of a list or object, from its opening bracket past its closing one."""
    start = reading.at
    opening = reading.take()
    if len(reading.path) >= DEPTH:
        message = _("nested more than {n} deep", n=DEPTH)
        reading.fault(start, message, _("No shape here is deeper than a few levels; check the brackets."))
        raise Stopped
    seen: dict[str, int] = {}
    count, comma = 0, -1
    while True:
        reading.skip()
        sign = reading.sign()
        if not sign:
            _cut(reading, start, opening)
        if sign in "}]":
            _close(reading, opening, comma)
            return
        if sign == ",":
            reading.fault(reading.at, _("one comma too many"), _("Remove it."))
            reading.at += 1
            continue
        _member(reading, opening, seen, count)
        count += 1
        comma = _comma(reading)


def _cut(reading: Scan, start: int, opening: str) -> None:
    """Name a text that ends before its brackets do."""
    line = reading.line_of(start)
    message = _("the file ends inside the {bracket} of line {line}", bracket=f"“{opening}”", line=line)
    reading.fault(len(reading.text), message, _("Close it with {bracket}.", bracket=f"“{_CLOSERS[opening]}”"))
    raise Stopped


def _close(reading: Scan, opening: str, comma: int) -> None:
    """Read the closing bracket."""
    at = reading.at
    if comma >= 0:
        reading.fault(comma, _("a comma after the last element"), _("Remove it."))
    if reading.take() != _CLOSERS[opening]:
        hint = _("Close {opening} with {closing}.", opening=f"“{opening}”", closing=f"“{_CLOSERS[opening]}”")
        reading.fault(at, _("the wrong closing bracket"), hint)


def _member(reading: Scan, opening: str, seen: dict[str, int], count: int) -> None:
    """Read one element of a list, or one key and its value."""
    if opening == "[":
        reading.path.append(count)
    else:
        reading.path.append(_key(reading, seen))
    at = reading.at
    _value(reading)
    reading.path.pop()
    if reading.at == at and reading.sign() not in ",}]":
        reading.at += 1  # whatever stands here, the reading moves on


def _key(reading: Scan, seen: dict[str, int]) -> str:
    """Read a key and its colon."""
    start = reading.at
    if reading.sign() in _QUOTES:
        key = reading.quoted()
    else:
        reading.word()
        key = reading.text[start : reading.at]
        if not reading.faults or reading.faults[-1][0] < start:
            reading.fault(start, _("a key without quotes: {key}", key=shown(key)), _('Put it in quotes: "...".'))
    if "\\" in key:
        with contextlib.suppress(ValueError):
            key = str(json.loads(f'"{key}"'))
    if key in seen:
        line = reading.line_of(seen[key])
        message = _("the key “{key}” stands here and on line {line}", key=shown(key), line=line)
        reading.fault(start, message, _("Keep one of them."))
    seen.setdefault(key, start)
    _colon(reading)
    return key


def _colon(reading: Scan) -> None:
    reading.skip()
    if reading.sign() == ":":
        reading.take()
    elif reading.sign() == "=":
        reading.fault(reading.at, _("= between a key and its value"), _("Write a colon."))
        reading.at += 1
    else:
        reading.fault(reading.at, _("a colon is missing after the key"), _('Write "key": value.'))


def _comma(reading: Scan) -> int:
    """Read the comma after a member; return its offset, or -1 where there is none."""
    end = reading.at
    reading.skip()
    if reading.sign() == ",":
        at = reading.at
        reading.take()
        return at
    if reading.sign() not in {"", "}", "]"}:
        reading.fault(end, _("a comma is missing here"), _("Separate elements with a comma."))
    return -1


def nearest(places: dict[Path, int], path: Path) -> int:
    """Return the offset of ``path``, or of the nearest value around it that is there."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, 0)
