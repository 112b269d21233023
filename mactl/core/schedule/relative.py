"""Dates as conditions name them: absolute, relative to today, whole weeks and months; and anniversaries (rule T6).

A word stands for a span [start, end): of days where it names days (``today``, ``-30d``, ``last_month``), of instants
where it names a moment (``now``, ``-12h``, ``2026-03-02T14:10``: one millisecond long). ``before`` a span is before its
start, ``after`` it is from its end on, ``on`` it is inside. So ``before -30d`` means before the start of the day
thirty days ago, and answers alike all day. Weeks start on Monday.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from mactl.core.schedule.durations import parse_offset
from mactl.core.schedule.instants import is_date, no_such_date, parse_instant
from mactl.core.schedule.typed import typed
from mactl.core.schedule.zones import day_of, start_of_day
from mactl.errors import MactlError
from mactl.i18n import _

_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_TURNS = {"last": -1, "this": 0, "next": 1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_PERIOD = re.compile(r"(last|this|next)_(week|month|quarter|year)")
_OFFSET = re.compile(r"[+-][0-9]+[dw]")
_YEAR_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_DATED = re.compile(r"[0-9]{4}[-/.年]")
TO = ".."  # between the first and the last of a stretch of days
WORDS = ("now", *_DAYS, *(f"{turn}_{unit}" for unit in ("week", *_MONTHS) for turn in _TURNS))


def span(text: str, now: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return the [start, end) instants that ``text`` names at ``now`` in ``zone``."""
    days = day_span(text, now, zone)
    if days is not None:
        return start_of_day(days[0], zone), start_of_day(days[1], zone)
    moment = _moment(typed(text), now, zone)
    return moment, moment + 1


def day_span(text: str, now: int, zone: ZoneInfo) -> tuple[date, date] | None:
    """Return the [first, end) days that ``text`` names at ``now`` in ``zone``, or None where it names a moment."""
    word = typed(text)
    today = day_of(now, zone)
    try:
        if word in _DAYS:
            return _one(today + timedelta(days=_DAYS[word]))
        if _OFFSET.fullmatch(word):
            return _one(today + timedelta(days=parse_offset(word).days))
        if period := _PERIOD.fullmatch(word):
            return _period(today, _TURNS[period[1]], period[2])
        if _YEAR_MONTH.fullmatch(word):
            return _period(date.fromisoformat(f"{word}-01"), 0, "month")
        return _one(date.fromisoformat(word)) if is_date(word) else None
    except (ValueError, OverflowError):
        raise no_such_date(text) from None


def stretch(text: str, now: int, zone: ZoneInfo) -> tuple[date, date] | None:
    """Return the [first, end) days of one word, or from one to another: ``today..+7d``; None where one is a moment."""
    first, _dots, last = text.partition(TO)
    start, end = day_span(first, now, zone), day_span(last or first, now, zone)
    return None if start is None or end is None else (start[0], end[1])


def anniversary_on(birthday: date, day: date) -> bool:
    """Tell whether ``day`` is an anniversary of ``birthday``; 29 February falls on the 28th in common years."""
    return month_day(birthday) in month_days(day)


def month_days(day: date) -> tuple[str, ...]:
    """Return the birthdays, as "MM-DD", whose anniversary falls on ``day``: two on 28 February of a common year."""
    own = month_day(day)
    return (own, "02-29") if own == "02-28" and not _is_leap(day.year) else (own,)


def month_day(day: date) -> str:
    """Return the month and day of ``day`` as "MM-DD"."""
    return f"{day.month:02d}-{day.day:02d}"


def next_anniversary(birthday: date, day: date) -> date:
    """Return the first anniversary of ``birthday`` on or after ``day``."""
    this_year = _in_year(birthday, day.year)
    return this_year if this_year >= day else _in_year(birthday, day.year + 1)


def _moment(word: str, now: int, zone: ZoneInfo) -> int:
    if word == "now":
        return now
    try:
        return now + parse_offset(word).elapsed_ms() if word[:1] in {"+", "-"} else parse_instant(word, zone)
    except MactlError as error:
        if _DATED.match(word):  # a date, which says itself what is wrong with it
            raise
        hint = _("Use a date (2026-03-02), an offset (-30d, +3d, -12h) or one of: {words}.", words=", ".join(WORDS))
        raise MactlError(error.message, hint) from error


def _one(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


def _period(day: date, turn: int, unit: str) -> tuple[date, date]:
    if unit == "week":
        monday = day + timedelta(days=7 * turn - day.weekday())
        return monday, monday + timedelta(days=7)
    size = _MONTHS[unit]
    first = (day.year * 12 + day.month - 1) // size * size + turn * size
    return _month(first), _month(first + size)


def _month(count: int) -> date:
    """Return the first day of the month that is ``count`` months after January of the year 0."""
    return date(count // 12, count % 12 + 1, 1)


def _in_year(birthday: date, year: int) -> date:
    if (birthday.month, birthday.day) == (2, 29) and not _is_leap(year):
        return date(year, 2, 28)
    return birthday.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
