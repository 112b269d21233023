"""A command line as Chinese keyboards and word processors write it: full-width numbers, a long dash for two hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mactl.core.schedule.typed import typed

_OPTION = re.compile(r"[—–－]{1,2}(?P<name>[a-z][a-z-]*(?:=.*)?)", re.DOTALL)
_NUMBER = re.compile(r"[-+]?[0-9][-+0-9.:/TZsmhdw%]*")  # a number, a length of time, a time, a date


def plain(words: Iterable[str]) -> list[str]:
    """Return the words of a command line with options and numbers in plain signs; names stay as they are."""
    return [_plain(word) for word in words]


def _plain(word: str) -> str:
    if word.isascii():
        return word
    if option := _OPTION.fullmatch(word):
        return f"--{_value(option['name'])}"
    name, equals, value = word.partition("=")
    return f"{name}={_value(value)}" if equals and name.startswith("-") else _value(word)


def _value(word: str) -> str:
    """Return a value in plain signs where it is a number or a time; what follows a name's = likewise."""
    name, equals, value = word.rpartition("=")
    found = typed(value)
    return f"{name}{equals}{found}" if _NUMBER.fullmatch(found) else word
