"""The Chinese lunar calendar from a table of its years 1900 to 2100: lunar birthdays and festivals (rule T6).

A lunar day is written as month and day, "08-15". Festivals and birthdays keep to the regular months: a leap month has
none. A thirtieth day falls on the twenty-ninth in the years whose month is short.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from mactl.errors import MactlError
from mactl.i18n import _

FIRST_YEAR = 1900
# The lunar years as the Purple Mountain Observatory publishes them: bits 0 to 12 say which months, in their order, have
# thirty days; the bits above name the month after which the leap month comes (0: none).
_YEARS = (
    0x116D2, 0x00752, 0x00EA5, 0x0B64A, 0x0064B, 0x00A9B, 0x09556, 0x0056A, 0x00B59, 0x05752,  # 1900
    0x00752, 0x0DB25, 0x00B25, 0x00A4B, 0x0B4AB, 0x002AD, 0x0056B, 0x04B69, 0x00DA9, 0x0FD92,  # 1910
    0x00E92, 0x00D25, 0x0BA4D, 0x00A56, 0x002B6, 0x095B5, 0x006D4, 0x00EA9, 0x05E92, 0x00E92,  # 1920
    0x0CD26, 0x0052B, 0x00A57, 0x0B2B6, 0x00B5A, 0x006D4, 0x06EC9, 0x00749, 0x0F693, 0x00A93,  # 1930
    0x0052B, 0x0CA5B, 0x00AAD, 0x0056A, 0x09B55, 0x00BA4, 0x00B49, 0x05A93, 0x00A95, 0x0F52D,  # 1940
    0x00536, 0x00AAD, 0x0B5AA, 0x005B2, 0x00DA5, 0x07D4A, 0x00D4A, 0x10A95, 0x00A97, 0x00556,  # 1950
    0x0CAB5, 0x00AD5, 0x006D2, 0x08EA5, 0x00EA5, 0x0064A, 0x06C97, 0x00A9B, 0x0F55A, 0x0056A,  # 1960
    0x00B69, 0x0B752, 0x00B52, 0x00B25, 0x0964B, 0x00A4B, 0x114AB, 0x002AD, 0x0056D, 0x0CB69,  # 1970
    0x00DA9, 0x00D92, 0x09D25, 0x00D25, 0x15A4D, 0x00A56, 0x002B6, 0x0C5B5, 0x006D5, 0x00EA9,  # 1980
    0x0BE92, 0x00E92, 0x00D26, 0x06A56, 0x00A57, 0x114D6, 0x0035A, 0x006D5, 0x0B6C9, 0x00749,  # 1990
    0x00693, 0x0952B, 0x0052B, 0x00A5B, 0x0555A, 0x0056A, 0x0FB55, 0x00BA4, 0x00B49, 0x0BA93,  # 2000
    0x00A95, 0x0052D, 0x08AAD, 0x00AB5, 0x135AA, 0x005D2, 0x00DA5, 0x0DD4A, 0x00D4A, 0x00C95,  # 2010
    0x0952E, 0x00556, 0x00AB5, 0x055B2, 0x006D2, 0x0CEA5, 0x00725, 0x0064B, 0x0AC97, 0x00CAB,  # 2020
    0x0055A, 0x06AD6, 0x00B69, 0x17752, 0x00B52, 0x00B25, 0x0DA4B, 0x00A4B, 0x004AB, 0x0A55B,  # 2030
    0x005AD, 0x00B6A, 0x05B52, 0x00D92, 0x0FD25, 0x00D25, 0x00A55, 0x0B4AD, 0x004B6, 0x005B5,  # 2040
    0x06DAA, 0x00EC9, 0x11E92, 0x00E92, 0x00D26, 0x0CA56, 0x00A57, 0x004D6, 0x086D5, 0x00755,  # 2050
    0x00749, 0x06E93, 0x00693, 0x0F52B, 0x0052B, 0x00A5B, 0x0B55A, 0x0056A, 0x00B65, 0x0974A,  # 2060
    0x00B4A, 0x11A95, 0x00A95, 0x0052D, 0x0CAAD, 0x00AB5, 0x005AA, 0x08BA5, 0x00DA5, 0x00D4A,  # 2070
    0x07C95, 0x00C96, 0x0F94E, 0x00556, 0x00AB5, 0x0B5B2, 0x006D2, 0x00EA5, 0x08E4A, 0x0068B,  # 2080
    0x10C97, 0x004AB, 0x0055B, 0x0CAD6, 0x00B6A, 0x00752, 0x09725, 0x00B45, 0x00A8B, 0x0549B,  # 2090
    0x004AB,  # 2100
)  # fmt: skip
LAST_YEAR = FIRST_YEAR + len(_YEARS) - 1
_NEW_YEAR = date(1900, 1, 31)  # the first day of the first lunar year
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|30)")


class LunarDay(NamedTuple):
    """A day of the lunar calendar; ``leap`` tells a leap month from the regular one of the same number."""

    year: int
    month: int
    day: int
    leap: bool


class _Month(NamedTuple):
    start: date
    number: int
    leap: bool
    days: int


def lunar_day(day: date) -> LunarDay:
    """Return the lunar day that ``day`` is; raise MactlError outside the years of the table."""
    year = bisect_right(_starts(), day) - 1 + FIRST_YEAR
    if year < FIRST_YEAR or day >= _end():
        raise _outside(day.year)
    month = next(each for each in reversed(_months(year)) if each.start <= day)
    return LunarDay(year, month.number, (day - month.start).days + 1, month.leap)


def month_days(day: date) -> tuple[str, ...]:
    """Return the lunar birthdays ("08-15") kept on ``day``: none in a leap month, two at the end of a short one."""
    found = lunar_day(day)
    if found.leap:
        return ()
    own = f"{found.month:02d}-{found.day:02d}"
    length = next(each.days for each in _months(found.year) if each.number == found.month and not each.leap)
    return (own, f"{found.month:02d}-30") if found.day == length == 29 else (own,)


def date_of(year: int, month_day: str) -> date:
    """Return the day on which ``month_day`` ("08-15") falls in the lunar ``year``; it may be in the next solar year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _outside(year)
    number, day = parse(month_day)
    month = next(each for each in _months(year) if each.number == number and not each.leap)
    return month.start + timedelta(days=min(day, month.days) - 1)


def next_on(month_day: str, day: date) -> date:
    """Return the first day on or after ``day`` on which ``month_day`` ("08-15") falls."""
    year = lunar_day(day).year
    this_year = date_of(year, month_day)
    return this_year if this_year >= day else date_of(year + 1, month_day)


def parse(month_day: str) -> tuple[int, int]:
    """Read "08-15" as the eighth month's fifteenth day; raise MactlError for what no lunar year has."""
    found = _DAY.fullmatch(month_day)
    if found is None:
        raise MactlError(
            _("“{value}” is not a day of the lunar calendar", value=month_day),
            _("Write month and day, as in 08-15; lunar months have 29 or 30 days."),
        )
    return int(found[1]), int(found[2])


@cache
def _months(year: int) -> tuple[_Month, ...]:
    bits = _YEARS[year - FIRST_YEAR]
    leap = bits >> 13
    numbers = [(number, False) for number in range(1, 13)]
    if leap:
        numbers.insert(leap, (leap, True))
    found, start = [], _starts()[year - FIRST_YEAR]
    for place, (number, is_leap) in enumerate(numbers):
        days = 29 + (bits >> place & 1)
        found.append(_Month(start, number, is_leap, days))
        start += timedelta(days=days)
    return tuple(found)


@lru_cache(maxsize=1)
def _starts() -> tuple[date, ...]:
    """Return the first day of every lunar year of the table."""
    found = [_NEW_YEAR]
    for bits in _YEARS[:-1]:
        found.append(found[-1] + timedelta(days=_length(bits)))
    return tuple(found)


def _end() -> date:
    return _starts()[-1] + timedelta(days=_length(_YEARS[-1]))


def _length(bits: int) -> int:
    months = 13 if bits >> 13 else 12
    return 29 * months + (bits & 0x1FFF).bit_count()


def _outside(year: int) -> MactlError:
    return MactlError(
        _(
            "the lunar calendar is known for {first} to {last}, not for {year}",
            first=FIRST_YEAR,
            last=LAST_YEAR,
            year=year,
        ),
        _("Choose a date within these years."),
    )
