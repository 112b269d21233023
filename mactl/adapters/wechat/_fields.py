"""The field types of WeChat's subscribe messages: what each takes, known by the letters that open its name.

A field ``thing2`` is of the type ``thing``. Source: WeChat's page on subscribeMessage.send, the table of limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_CLOCK = r"\d{1,2}[:：]\d{2}([:：]\d{2})?"
_DAY = r"(\d{4}年)?\d{1,2}月(\d{1,2}日)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
_MOMENT = rf"(({_DAY})\s*({_CLOCK})?|{_CLOCK})"
_SYMBOL = r"[^\w\s]|_"

# What a value of each type looks like, whole. No type takes line breaks or control characters.
TYPES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(shape)
    for name, shape in {
        "thing": r"[^\x00-\x1f\x7f]{1,20}",
        "number": r"(?=.{1,32}\Z)-?\d+(\.\d+)?",
        "letter": r"[A-Za-z]{1,32}",
        "symbol": rf"({_SYMBOL}){{1,5}}",
        "character_string": r"[\x21-\x7e]{1,32}",
        "time": rf"{_MOMENT}(\s*[~～]\s*{_MOMENT})?",
        "date": rf"({_DAY})\s*({_CLOCK})?(\s*[~～]\s*({_DAY})\s*({_CLOCK})?)?",
        "amount": r"[^\w\s]?\d{1,10}(\.\d+)?元?",
        "phone_number": r"[\d+()（）\- ]{1,17}",
        "car_number": r"[\u4e00-\u9fff]?[A-Za-z0-9]{1,6}[A-Za-z0-9\u4e00-\u9fff]?",
        "name": r"(?=.*[\u4e00-\u9fff])[^\d]{1,10}|[A-Za-z .·'\-]{1,20}",
        "phrase": r"[\u4e00-\u9fff]{1,5}",
        "enum": r"[^\x00-\x1f\x7f]{1,20}",
        "const": r"[^\x00-\x1f\x7f]{1,20}",
    }.items()
}
_NAME = re.compile(r"([a-z_]+?)_?(\d{1,2})")


def wrong_field(data: object) -> str:
    """Return the name of the first field of ``data`` that WeChat would refuse; empty where all are right."""
    if not isinstance(data, Mapping) or not data:
        return "data"
    for name, field in data.items():
        match = _NAME.fullmatch(str(name))
        value = field.get("value") if isinstance(field, Mapping) else None
        if match is None or match[1] not in TYPES or not isinstance(value, str | int | float):
            return str(name)
        if not TYPES[match[1]].fullmatch(str(value)):
            return str(name)
    return ""
