"""JSON parsed at the fastest parser's pace, with the standard library's exactness.

The fast parser makes floats of whole numbers beyond 64 bits; text that may hold one goes to the standard library, which
keeps every digit.
"""

from __future__ import annotations

import json
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
    if _LONG in text.translate(_DIGITS):
        return quick.decode(text.decode())
    return orjson.loads(text)
