"""Free fields of customers and events: any JSON value, kept as compact text that the database can read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson

from mactl.core.decode.spelt import Spelt

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?").fullmatch
_WHOLE = re.compile(r"(?:-?(?:0|[1-9][0-9]{0,14}+)\n)*+").fullmatch  # a line each
_DAY = re.compile(r"([12]\d{3})(?:/|年)(\d{1,2})(?:/|月)(\d{1,2})日?", re.ASCII).fullmatch
_OFTEN = 4  # values that stand this often each are read by the distinct ones
_UNWANTED = re.compile(r"[\x00\ud800-\udfff]")


def as_json(value: Any) -> str:
    """Return ``value`` as JSON that SQLite reads without loss: no NUL, no broken letters, whole numbers in 64 bits."""
    try:
        text = orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(_tame(value), ensure_ascii=False, separators=(",", ":"), default=str)
    return text if "\\u0000" not in text else orjson.dumps(_tame(value), default=str).decode()


def all_as_json(values: Sequence[Any]) -> list[str]:
    """Return each of ``values`` as `as_json` does, at the cost of one for most of them."""
    try:
        whole = b"\n".join(map(orjson.dumps, values))
    except TypeError:
        return list(map(as_json, values))
    return list(map(as_json, values)) if b"\\u0000" in whole else whole.decode().split("\n")


def untyped(value: object) -> object:
    """Return what a cell of a table means: a number, JSON, or the text itself.

    Digits that begin with 0, or have more than 15 places (cards, orders), are names and stay text. A day such as
    2026/3/2 or 2026年3月2日 becomes 2026-03-02, so that conditions compare it.
    """
    if not isinstance(value, str):
        return value
    text = value.strip()
    if _NUMBER(text):
        return float(text) if "." in text else int(text)
    if text[:1] in {"{", "["}:
        try:
            return orjson.loads(text)
        except ValueError:
            return text
    return _iso(text) if text[4:5] in {"/", "年"} else text


def all_untyped(values: Sequence[Any]) -> list[Any]:
    """Return each of ``values`` as `untyped` does, at the cost of one where they repeat or all are whole numbers."""
    if set(map(type, values)) == {str}:
        distinct = set(values)
        if len(distinct) * _OFTEN < len(values):
            return list(map({value: untyped(value) for value in distinct}.__getitem__, values))
        lines = "\n".join((*values, ""))
        if lines.count("\n") == len(values) and _WHOLE(lines):
            return list(map(int, values))
    return list(map(untyped, values))


def typed(cells: Spelt) -> Spelt:
    """Return the texts of a table's cells as what `untyped` takes them for."""
    if cells.all_texts() and _WHOLE(lines := cells.lines()) and "-0" not in lines:
        return Spelt(lines.encode().split(b"\n")[:-1])
    distinct = dict.fromkeys(cells.texts)
    values = all_untyped(Spelt(list(distinct)).values())
    known = {text: as_json(value).encode() for text, value in zip(distinct, values, strict=True)}
    return Spelt(list(map(known.__getitem__, cells.texts)))


def _iso(text: str) -> str:
    """Return a day as ISO 8601; a text that is no day of the calendar stays what it is."""
    found = _DAY(text)
    if not found:
        return text
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return text


def _tame(value: Any) -> Any:
    """Return ``value`` with what JSON or SQLite cannot hold replaced."""
    if isinstance(value, str):
        return _UNWANTED.sub("�", value)
    if isinstance(value, dict):
        return {_UNWANTED.sub("�", str(name)): _tame(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tame(item) for item in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return str(value)
    return None if isinstance(value, float) and value - value != 0 else value
