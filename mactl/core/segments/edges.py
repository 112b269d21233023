"""The edges of the spans that date words name, as they move with time: where they are, and when they pass a value.

Both ends of a word's span only ever move forward. So a comparison of a stored value with one end turns at most once:
at the first instant at which that end is past the value. An anniversary comes and goes once a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from mactl.core.schedule import lunar
from mactl.core.schedule.durations import parse_offset
from mactl.core.schedule.instants import is_date, parse_instant
from mactl.core.schedule.relative import TO, month_days, next_anniversary, span, stretch
from mactl.core.schedule.zones import day_of, local, start_of_day
from mactl.core.segments.sql import NEVER, SECONDS_BELOW
from mactl.errors import MactlError

_SHIFT = re.compile(r"[+-][0-9]+[dw]")
_LUNAR = "lunar:"  # before the month and day of a birthday of the lunar calendar
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_TURNS = {"last": -1, "this": 0, "next": 1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_YEARLESS = 2000  # a leap year, for birthdays without one


def moves(word: str) -> bool:
    """Return whether what ``word`` names depends on when it is said."""
    word = word.strip()
    return word == "now" or word in _DAYS or word[:1] in {"+", "-"} or word.partition("_")[0] in _TURNS


def edge(word: str, side: int, at: int, place: ZoneInfo) -> int:
    """Return the start (``side`` 0) or the end (1) of what ``word`` names at ``at``."""
    return span(word, at, place)[side]


def first_midnight(instant: int, place: ZoneInfo) -> date:
    """Return the first day in ``place`` that starts at ``instant`` or later."""
    day = day_of(instant, place)
    return day if start_of_day(day, place) >= instant else day + timedelta(days=1)


def wall(instant: int, place: ZoneInfo) -> int:
    """Return what clocks in ``place`` show at ``instant``, in milliseconds since they showed 1970-01-01T00:00."""
    return instant + (local(instant, place).utcoffset() or timedelta()) // timedelta(milliseconds=1)


def next_pass(value: int, word: str, at: int, place: ZoneInfo) -> int:
    """Return the next instant after ``at`` at which an end of ``word``'s span passes the instant ``value``."""
    try:
        return min((instant for instant in _passes(value, word.strip(), place) if instant > at), default=NEVER)
    except (ValueError, OverflowError):  # past the calendar's end
        return NEVER


def stored_instant(value: object, place: ZoneInfo, workspace: ZoneInfo) -> int | None:
    """Return the instant that a stored value stands for, None where it is no date.

    A number is milliseconds or seconds; a day starts in ``place``; a time without offset is local to ``workspace``.
    """
    if isinstance(value, int | float):
        return int(value * 1000 if abs(value) < SECONDS_BELOW else value)
    try:
        text = str(value)
        if not text.isascii():
            return None
        return start_of_day(date.fromisoformat(text), place) if is_date(text) else parse_instant(text, workspace)
    except (ValueError, OverflowError, MactlError):
        return None


def comes_round(text: str | None, word: str, at: int, place: ZoneInfo) -> bool:
    """Return whether the anniversary of the day ``text`` ("2000-03-02", "--03-02") falls into ``word`` at ``at``.

    ``word`` names days, or goes from one to another: ``today..+7d``.
    """
    days = stretch(word, at, place)
    if days is None or text is None:
        return False
    wanted = [days[0] + timedelta(days=count) for count in range((days[1] - days[0]).days)]
    if text.startswith(_LUNAR):
        return any(text.removeprefix(_LUNAR) in lunar.month_days(day) for day in wanted)
    return len(text) in {7, 10} and any(text[-5:] in month_days(day) and text < str(day.year) for day in wanted)


def next_round(text: str | None, word: str, at: int, place: ZoneInfo) -> int:
    """Return the next instant after ``at`` at which the anniversary of ``text`` moves into or out of ``word``."""
    day = day_of(at, place)
    found: list[int] = []
    for birthday in _birthdays(text, day.year):
        start = start_of_day(birthday, place)
        passes = (each for end in word.split(TO) for each in _passes(start, end.strip(), place))
        found += [instant for instant in passes if instant > at]
    return min(found, default=NEVER)


def _birthdays(text: str | None, year: int) -> list[date]:
    """Return the anniversaries of ``text`` in the years around ``year``."""
    around = range(year - 2, year + 4)
    if text is not None and text.startswith(_LUNAR):
        try:
            return [lunar.date_of(each, text.removeprefix(_LUNAR)) for each in around]
        except MactlError:  # no day of any lunar year, or past the calendar's end
            return []
    birthday = _birthday(text)
    return [] if birthday is None else [next_anniversary(birthday, date(each, 1, 1)) for each in around]


def _birthday(text: str | None) -> date | None:
    if text is None or len(text) not in {7, 10}:
        return None
    try:
        return date(_YEARLESS, int(text[-5:-3]), int(text[-2:]))
    except ValueError:
        return None


def _passes(value: int, word: str, place: ZoneInfo) -> Iterator[int]:
    """Yield the instants at which the start and the end of ``word``'s span are first past ``value``."""
    day = day_of(value, place)
    if word in _DAYS or _SHIFT.fullmatch(word):
        shift = _DAYS[word] if word in _DAYS else parse_offset(word).days
        for side in (0, 1):
            yield start_of_day(day + timedelta(days=1 - shift - side), place)
    elif word == "now" or word[:1] in {"+", "-"}:
        offset = 0 if word == "now" else parse_offset(word).elapsed_ms()
        yield value - offset
        yield value - offset + 1
    elif moves(word):
        turn, _, unit = word.partition("_")
        for side in (0, 1):
            yield start_of_day(_period(day, unit, 1 - _TURNS[turn] - side), place)


def _period(day: date, unit: str, shift: int) -> date:
    """Return the first day of the week, month, quarter or year that is ``shift`` after the one of ``day``."""
    if unit == "week":
        return day + timedelta(days=7 * shift - day.weekday())
    size = _MONTHS[unit]
    count = ((day.year * 12 + day.month - 1) // size + shift) * size
    return date(count // 12, count % 12 + 1, 1)
