"""Dates of the profile and times of day as instants: the next birthday, the next Friday, the next nine o'clock (T6)."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mactl.core.schedule import lunar
from mactl.core.schedule.durations import Duration, add
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.relative import next_anniversary
from mactl.core.schedule.windows import WEEKDAYS
from mactl.core.schedule.zones import day_of, instant_of, start_of_day
from mactl.errors import MactlError

# Fields of every profile that hold a date; others are attributes.
FIELDS = ("birthday", "signup_at")
# Fields of the profile whose day comes round every year, where a flow does not say.
YEARLY = frozenset({"profile.birthday", "birthday", "profile.signup_at", "signup_at"})
_NO_YEAR = re.compile(r"--(?P<day>[0-9]{2}-[0-9]{2})")
_LEAP = 2000  # a year that has a 29 February, for days without a year


class Occasion(NamedTuple):
    """A date that comes round: ``day`` at its time of day is the ``anchor``, with the offset it is ``due``."""

    anchor: int
    due: int


def next_occasion(
    value: object, *, yearly: bool, clock: int, offset: Duration, since: int, zone: ZoneInfo
) -> Occasion | None:
    """Return the first occasion of a profile's date that is due at ``since`` or later; None where there is none.

    ``value`` is as the profile has it: "1990-04-12", "--04-12", "lunar:08-15", or an instant in milliseconds. With
    ``yearly`` its anniversary counts, else the date itself. ``clock`` is the time of day in minutes.
    """
    day = day_of(since, zone) - timedelta(days=abs(offset.elapsed_ms()) // 86_400_000 + 2)
    for _turn in range(4):
        found = _on_or_after(value, day, zone, yearly=yearly)
        if found is None:
            return None
        anchor = instant_of(datetime.combine(found, time()) + timedelta(minutes=clock), zone)
        due = add(anchor, offset, zone)
        if due >= since:
            return Occasion(anchor, due)
        day = found + timedelta(days=1)
    return None


def next_clock(since: int, clock: int | None, weekdays: Collection[str], zone: ZoneInfo) -> int:
    """Return the first instant from ``since`` on at which it is that time of day, on one of ``weekdays`` (none: any).

    Without a time of day a day counts as a whole: ``since`` itself where it is such a day, else the next one's start.
    """
    wanted = {WEEKDAYS.index(name) for name in weekdays} or set(range(7))
    day = day_of(since, zone)
    for ahead in range(9):  # a day may be left out of a zone's calendar
        each = day + timedelta(days=ahead)
        at = start_of_day(each, zone) if clock is None else _at(each, clock, zone)
        if each.weekday() in wanted and (at >= since or (clock is None and not ahead)):
            return max(at, since)
    return since  # unreachable: a week has every weekday


def _at(day: date, clock: int, zone: ZoneInfo) -> int:
    return instant_of(datetime.combine(day, time()) + timedelta(minutes=clock), zone)


def _on_or_after(value: object, day: date, zone: ZoneInfo, *, yearly: bool) -> date | None:
    """Return the first day of a profile's date that is ``day`` or later."""
    if isinstance(value, str) and value.startswith("lunar:"):
        return _lunar(value.removeprefix("lunar:"), day)
    own = _date(value, zone)
    if own is None:
        return None
    if yearly or (own.year == _LEAP and isinstance(value, str) and _NO_YEAR.fullmatch(value)):
        return next_anniversary(own, day)
    return own if own >= day else None


def _lunar(month_day: str, day: date) -> date | None:
    try:
        return lunar.next_on(month_day, day)
    except MactlError:
        return None


def _date(value: object, zone: ZoneInfo) -> date | None:
    """Return the day that a profile's value says, None where it says none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return day_of(value, zone)
    if not isinstance(value, str):
        return None
    try:
        if found := _NO_YEAR.fullmatch(value):
            return date.fromisoformat(f"{_LEAP}-{found['day']}")
        return day_of(parse_instant(value, zone), zone)
    except (MactlError, ValueError):
        return None
