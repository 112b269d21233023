"""The operators of conditions: which there are, what each compares with, and reading them from JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from mactl.core.schedule.relative import TO, span, stretch
from mactl.core.schedule.typed import typed
from mactl.core.segments.patterns import check_pattern
from mactl.core.segments.reader import Reader, nearest, shown
from mactl.errors import MactlError
from mactl.i18n import _

# What the values are that tests look at. any: text, numbers, truth values and dates as they come; text; number; money:
# integers in the store's units; date: text "2026-03-02", "--03-02" without a year, or a lunar birthday; instant:
# milliseconds UTC.
Kind = Literal["any", "text", "number", "money", "date", "instant"]
Scalar = str | int | float | bool
Operand = Scalar | tuple[Scalar, ...]

ORDERS = ("=", "!=", ">", ">=", "<", "<=")
TEXTS = ("contains", "starts_with", "ends_with", "matches")
DATES = ("before", "after", "on", "anniversary")
FLAGS = ("exists", "empty")
OPERATORS = (*ORDERS, "in", "not_in", "between", *TEXTS, *FLAGS, *DATES)
LARGEST = 2**63  # an integer from here on is no integer to SQLite
# How other programs and Chinese keyboards write them.
MEANT = {
    "==": "=", "===": "=", "eq": "=", "equals": "=", "is": "=", "等于": "=", "<>": "!=", "≠": "!=", "ne": "!=",
    "neq": "!=", "不等于": "!=", "≥": ">=", "≧": ">=", "=>": ">=", "gte": ">=", "ge": ">=", "$gte": ">=", "≤": "<=",
    "≦": "<=", "=<": "<=", "lte": "<=", "le": "<=", "$lte": "<=", "gt": ">", "$gt": ">", "大于": ">", "lt": "<",
    "$lt": "<", "小于": "<", "not in": "not_in", "notin": "not_in", "nin": "not_in", "$in": "in", "like": "contains",
    "includes": "contains", "包含": "contains", "regex": "matches", "since": "after", "until": "before",
    ">": ">", "<": "<", "=": "=", "!=": "!=", ">=": ">=", "<=": "<=",
}  # fmt: skip
COMPLEMENTS = {"!=": "=", "not_in": "in"}

_SOME_DAY = 951_782_400_000  # 2000-02-29: only to see whether a word is a date
_UTC = ZoneInfo("UTC")
_A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One operator and what it compares with: a value, several (in, not_in), two (between), or true or false."""

    operator: str
    operand: Operand

    def on_dates(self, kind: Kind) -> bool:
        """Return whether this compares dates, looking at values of ``kind``."""
        dated = kind in {"date", "instant"} and self.operator not in (*TEXTS, *FLAGS)
        return dated or self.operator in DATES


Comparisons = tuple[Comparison, ...]


def dated(tests: Comparisons, kind: Kind = "any") -> bool:
    """Return whether one of ``tests`` compares dates, looking at values of ``kind``."""
    return any(test.on_dates(kind) for test in tests)


def read_comparisons(value: object, reader: Reader, kind: Kind = "any") -> Comparisons:
    """Return what ``value`` asks: a bare value (equality) or an object of operators, all of which are to hold."""
    if not isinstance(value, Mapping):
        if isinstance(value, list | tuple):
            reader.fault(_("a list is not a value"), _('Say {"in": [...]} for one of several.'))
            return ()
        return (Comparison("=", _scalar(value, reader, kind, "=")),)
    if not value:
        reader.fault(_("this compares with nothing"), nearest("", OPERATORS))
    for key in value:
        if key not in OPERATORS:
            hint = _("Did you mean {name}?", name=MEANT[typed(key)]) if typed(key) in MEANT else nearest(key, OPERATORS)
            reader.at(key).fault(_("unknown key {key}", key=repr(key)), hint)
    return tuple(_test(str(key), value[key], reader.at(str(key)), kind) for key in value if key in OPERATORS)


def json_of(tests: Comparisons) -> object:
    """Return what reads back as ``tests``."""
    if len(tests) == 1 and tests[0].operator == "=":
        return _plain(tests[0])
    return {test.operator: _plain(test) for test in tests}


def passes(tests: Comparisons, value: float) -> bool:
    """Return whether ``tests`` hold for the number ``value``: what they answer for those who have nothing."""
    return all(_PASSES[test.operator](value, test.operand) for test in tests)


def hold_for_missing(tests: Comparisons) -> bool:
    """Return whether ``tests`` hold where there is no value."""
    return all(
        test.operator in COMPLEMENTS or (test.operator in FLAGS and (test.operator == "empty") is bool(test.operand))
        for test in tests
    )


def _test(operator: str, value: object, reader: Reader, kind: Kind) -> Comparison:
    if operator in FLAGS:
        return Comparison(operator, reader.flag(value))
    if operator in {"in", "not_in"}:
        return Comparison(operator, _several(operator, value, reader, kind))
    if operator == "between":
        pair = _several(operator, value, reader, kind)
        if len(pair) != 2:
            reader.fault(_("between needs two values, the lower one first"), _("For example [10, 20]."))
        return Comparison(operator, pair)
    return Comparison(operator, _scalar(value, reader, kind, operator))


def _several(operator: str, value: object, reader: Reader, kind: Kind) -> tuple[Scalar, ...]:
    if not isinstance(value, list | tuple) or not value:
        reader.fault(_("{operator} needs a list of values", operator=operator), _('For example ["上海", "杭州"].'))
        return ()
    return tuple(_scalar(item, reader.at(index), kind, operator) for index, item in enumerate(value))


def _scalar(value: object, reader: Reader, kind: Kind, operator: str) -> Scalar:
    if operator == "anniversary" and isinstance(value, Mapping | list):
        return _stretch(value, reader)
    if not isinstance(value, str | int | float) or (isinstance(value, float) and not math.isfinite(value)):
        reader.fault(
            _("{value} is nothing to compare with", value=shown(value)),
            _('Ask {"empty": true} for a missing value, {"exists": true} for any value.'),
        )
        return 0
    if operator in TEXTS:
        return _pattern(str(value), reader, operator, kind)
    if operator in DATES and kind in {"number", "money"}:
        reader.fault(_("{operator} looks at dates, this is a number", operator=operator))
    elif Comparison(operator, value).on_dates(kind):
        return _moment(value, reader, operator)
    if kind in {"number", "money"}:
        value = reader.number(value)
    if isinstance(value, int) and abs(value) >= LARGEST:
        return float(value)
    if value == "":
        reader.fault(_("empty text counts as missing"), _('Ask {"empty": true} or {"exists": true}.'))
    return value


def _stretch(value: object, reader: Reader) -> str:
    """Return the days from ``from`` to ``to`` as one word."""
    asked = value if isinstance(value, Mapping) else {}
    reader.keys(asked, ("from", "to"))
    ends = [asked.get("from"), asked.get("to")]
    if not all(isinstance(each, str) and each and TO not in each for each in ends):
        hint = _('For example today, +3d, this_week, or {"from": "today", "to": "+7d"}.')
        reader.fault(_("an anniversary falls on a day, or between two days"), hint)
        return "today"
    return _moment(TO.join(str(each).strip() for each in ends), reader, "anniversary")


def _pattern(value: str, reader: Reader, operator: str, kind: Kind) -> str:
    if kind in {"number", "money", "instant"}:
        reader.fault(_("{operator} looks at text, this is a number or a time", operator=operator))
    if not value:
        reader.fault(_("{operator} needs some text", operator=operator))
    if operator == "matches":
        try:
            check_pattern(value)
        except MactlError as error:
            reader.refuse(error)
    return value


def _moment(value: Scalar, reader: Reader, operator: str) -> str:
    word = typed(str(value))
    try:
        if operator == "anniversary":
            _needs_days(word, reader)
        else:
            span(word, _SOME_DAY, _UTC)
    except MactlError as error:
        reader.refuse(error)
    return word


def _needs_days(word: str, reader: Reader) -> None:
    days = stretch(word, _SOME_DAY, _UTC)
    if days is None:
        for end in word.split(TO):
            span(end, _SOME_DAY, _UTC)
        reader.fault(_("an anniversary falls on a day, not on a moment"), _("For example today, +3d or this_week."))
    elif not days[0] < days[1] <= days[0] + _A_YEAR:
        reader.fault(
            _("an anniversary's days go from the first to the last, a year at most"),
            _('For example {"from": "today", "to": "+7d"}.'),
        )


def _plain(test: Comparison) -> object:
    if test.operator == "anniversary" and TO in str(test.operand):
        first, _dots, last = str(test.operand).partition(TO)
        return {"from": first, "to": last}
    return list(test.operand) if isinstance(test.operand, tuple) else test.operand


def _numbers(operand: object) -> tuple[float, ...]:
    values = operand if isinstance(operand, tuple) else (operand,)
    return tuple(float(value) for value in values)


_PASSES: dict[str, Callable[[float, object], bool]] = {
    "=": lambda value, operand: value == _numbers(operand)[0],
    "!=": lambda value, operand: value != _numbers(operand)[0],
    ">": lambda value, operand: value > _numbers(operand)[0],
    ">=": lambda value, operand: value >= _numbers(operand)[0],
    "<": lambda value, operand: value < _numbers(operand)[0],
    "<=": lambda value, operand: value <= _numbers(operand)[0],
    "in": lambda value, operand: value in _numbers(operand),
    "not_in": lambda value, operand: value not in _numbers(operand),
    "between": lambda value, operand: _numbers(operand)[0] <= value <= _numbers(operand)[-1],
    "exists": lambda _value, operand: bool(operand),
    "empty": lambda _value, operand: not operand,
}
