"""JSON parsed and written at the fastest parser's pace, with the standard library's exactness.

The fast parser makes floats of whole numbers beyond 64 bits; text that may hold one goes to the standard library, which
keeps every digit.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import orjson

from mactl.core.decode.strict_json import constant

quick = json.JSONDecoder(parse_constant=constant)
_DIGITS = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))
_LONG = b"0" * 19


def loads(text: bytes) -> Any:
    """Return the value of a JSON text in UTF-8.

    Raises:
        ValueError: no JSON, or NaN and its like.
        RecursionError: nested too deep.
    """
    if _long(text):
        return quick.decode(text.decode())
    return orjson.loads(text)


def written(rows: Sequence[object]) -> list[bytes] | None:
    """Return each of ``rows`` as JSON, without line breaks; None where one holds what the fast parser cannot write."""
    try:
        return list(map(orjson.dumps, rows))
    except TypeError:  # whole numbers beyond 64 bits, broken letters
        return None


def _long(text: bytes) -> bool:
    """Return whether a text holds a row of 19 digits."""
    return _LONG in text.translate(_DIGITS)
