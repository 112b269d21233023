"""How tests and lengths of time are said in a sentence, in the language spoken."""

from __future__ import annotations

from mactl.clock import DAY
from mactl.core.schedule.durations import Duration
from mactl.core.schedule.durations import parse as parse_duration
from mactl.core.schedule.relative import TO
from mactl.core.segments.operators import Comparisons, Kind, Operand, Scalar
from mactl.i18n import _, mark, ngettext

_SAID = {
    "=": mark("{name} is {value}"),
    "!=": mark("{name} is not {value}"),
    ">": mark("{name} is more than {value}"),
    ">=": mark("{name} is at least {value}"),
    "<": mark("{name} is less than {value}"),
    "<=": mark("{name} is at most {value}"),
    "in": mark("{name} is one of {value}"),
    "not_in": mark("{name} is none of {value}"),
    "contains": mark("{name} contains {value}"),
    "starts_with": mark("{name} starts with {value}"),
    "ends_with": mark("{name} ends with {value}"),
    "matches": mark("{name} matches {value}"),
    "anniversary": mark("the anniversary of {name} is {value}"),
}
_DATED = {
    "=": mark("{name} is on {value}"),
    "on": mark("{name} is on {value}"),
    "!=": mark("{name} is not on {value}"),
    ">": mark("{name} is after {value}"),
    "after": mark("{name} is after {value}"),
    ">=": mark("{name} is on or after {value}"),
    "<": mark("{name} is before {value}"),
    "before": mark("{name} is before {value}"),
    "<=": mark("{name} is on or before {value}"),
}
_WORDS = {
    "now": mark("now"),
    "today": mark("today"),
    "yesterday": mark("yesterday"),
    "tomorrow": mark("tomorrow"),
    "this_week": mark("this week"),
    "last_week": mark("last week"),
    "next_week": mark("next week"),
    "this_month": mark("this month"),
    "last_month": mark("last month"),
    "next_month": mark("next month"),
    "this_quarter": mark("this quarter"),
    "last_quarter": mark("last quarter"),
    "next_quarter": mark("next quarter"),
    "this_year": mark("this year"),
    "last_year": mark("last year"),
    "next_year": mark("next year"),
}


def comparisons_phrase(name: str, tests: Comparisons, kind: Kind = "any") -> str:
    """Return "city is one of 上海, 杭州" for the tests of ``name``."""
    return _(" and ").join(_phrase(name, test.operator, test.operand, dated=test.on_dates(kind)) for test in tests)


def count_phrase(tests: Comparisons) -> str:
    """Return "at least 3 times" for tests of a count."""
    return _(" and ").join(_times(test.operator, test.operand) for test in tests)


def duration_phrase(text: str) -> str:
    """Return "30 days" for "30d"; a duration of several units as it is written."""
    length = parse_duration(text)
    if length.days and not length.millis:
        return ngettext("{n} day", "{n} days", length.days)
    hours, rest = divmod(length.elapsed_ms(), 3_600_000)
    if not rest:
        return ngettext("{n} hour", "{n} hours", hours)
    minutes, rest = divmod(length.elapsed_ms(), 60_000)
    return text if rest else ngettext("{n} minute", "{n} minutes", minutes)


def length_phrase(millis: int) -> str:
    """Return "30 days" for a length of time in milliseconds, whichever its sign."""
    days, rest = divmod(abs(millis), DAY)
    return duration_phrase(str(Duration(days=days, millis=rest)))


def value_phrase(operand: Operand) -> str:
    """Return values as a sentence names them."""
    values = operand if isinstance(operand, tuple) else (operand,)
    return _(", ").join(_value(value) for value in values)


def _phrase(name: str, operator: str, operand: Operand, *, dated: bool) -> str:
    if operator in {"exists", "empty"}:
        known = (operator == "exists") is bool(operand)
        return _("{name} is known", name=name) if known else _("{name} is missing", name=name)
    if operator == "between" and isinstance(operand, tuple):
        low, high = (_moment(value) if dated else _value(value) for value in operand)
        return _("{name} is between {low} and {high}", name=name, low=low, high=high)
    if operator == "anniversary" and TO in str(operand):
        first, last = (_moment(each) for each in str(operand).split(TO))
        return _("the anniversary of {name} is between {low} and {high}", name=name, low=first, high=last)
    values = operand if isinstance(operand, tuple) else (operand,)
    value = _(", ").join(_moment(each) if dated else _value(each) for each in values)
    return _((_DATED if dated else _SAID).get(operator, _SAID.get(operator, "")), name=name, value=value)


def _times(operator: str, operand: Operand) -> str:
    if isinstance(operand, tuple):
        return _several_times(operator, operand)
    n = int(operand)
    match operator:
        case "=":
            return ngettext("exactly {n} time", "exactly {n} times", n) if n else _("never")
        case "!=":
            return ngettext("not exactly {n} time", "not exactly {n} times", n) if n else _("at least once")
        case ">=":
            return ngettext("at least {n} time", "at least {n} times", n)
        case "<=":
            return ngettext("at most {n} time", "at most {n} times", n)
        case ">":
            return ngettext("more than {n} time", "more than {n} times", n)
        case _:
            return ngettext("fewer than {n} time", "fewer than {n} times", n)


def _several_times(operator: str, operand: tuple[Scalar, ...]) -> str:
    values = value_phrase(operand)
    match operator:
        case "between":
            return _("between {low} and {high} times", low=_value(operand[0]), high=_value(operand[-1]))
        case "in":
            return _("{values} times", values=values)
        case _:
            return _("any number of times but {values}", values=values)


def _value(value: Scalar) -> str:
    if isinstance(value, bool):
        return _("true") if value else _("false")
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def _moment(value: Scalar) -> str:
    text = str(value)
    if text in _WORDS:
        return _(_WORDS[text])
    if text[:1] == "-":
        return _("{length} ago", length=duration_phrase(text[1:]))
    return _("in {length}", length=duration_phrase(text[1:])) if text[:1] == "+" else text
