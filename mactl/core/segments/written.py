"""How values and tests are written in the text language of the command line."""

from __future__ import annotations

import re

from mactl.core.schedule.relative import TO
from mactl.core.segments.operators import Comparison, Comparisons, Scalar
from mactl.core.segments.words import plain

_PLAIN = re.compile(r"[\w.@:/+-]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_RESERVED = frozenset({"and", "or", "not", "in", "true", "false", "between", "by", "exists", "empty", "is", "是"})


def word(value: Scalar) -> str:
    """Return ``value`` as one word, in quotes where it would not read back otherwise."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if _PLAIN.fullmatch(value) and value == plain(value) and value not in _RESERVED and not _NUMBER.fullmatch(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def plain_number(text: str) -> int | float | None:
    """Return the number that ``text`` writes; None for a text of digits that is a name (0086, 20 digits)."""
    if not _NUMBER.fullmatch(text):
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)


def comparisons_text(name: str, tests: Comparisons) -> str:
    """Return ``tests`` of ``name`` as text: ``age >= 18 and age < 30``."""
    return " and ".join(_test(name, test) for test in tests)


def _test(name: str, test: Comparison) -> str:
    if test.operator in {"exists", "empty"}:
        said = test.operator if test.operand else {"exists": "empty", "empty": "exists"}[test.operator]
        return f"{name} {said}"
    if test.operator == "between" and isinstance(test.operand, tuple):
        return f"{name} between {word(test.operand[0])} and {word(test.operand[1])}"
    if test.operator == "anniversary" and TO in str(test.operand):
        first, _dots, last = str(test.operand).partition(TO)
        return f"{name} anniversary between {word(first)} and {word(last)}"
    values = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    return f"{name} {test.operator} " + ", ".join(word(value) for value in values)
