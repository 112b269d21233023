"""Instants and days as people and spreadsheets write them: ``2026/3/2``, ``2026年3月2日 14:10``, epochs, serials.

An instant is milliseconds UTC. A time without offset is local to the zone given, a date is its midnight there (T2).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from mactl.clock import DAY
from mactl.core.decode.faults import shown
from mactl.core.decode.widths import half
from mactl.core.schedule.zones import instant_of
from mactl.errors import MactlError
from mactl.i18n import _

_T = TypeVar("_T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_EXCEL_ZERO = datetime(1899, 12, 30, tzinfo=UTC).replace(tzinfo=None)
_EXCEL_LAST = 2_958_466  # the day after 9999-12-31
_LOOSE = re.compile(
    r"(\d{4})(?:[-/.]|\s?年\s?)(\d{1,2})(?:[-/.]|\s?月\s?)(\d{1,2})\s?[日号]?"
    r"(?:[T\s]*(上午|下午|中午|晚上|凌晨|早上)?\s*(\d{1,2})(?::|时|点)(\d{1,2})?分?(?::?(\d{1,2})(?:\.(\d{1,6}))?秒?)?"
    r"\s*([AaPp][Mm])?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
).fullmatch
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?", re.ASCII).fullmatch
_UNCLEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}).*", re.ASCII).fullmatch
_AFTER_DAY = ("", "T", " ")
_AFTERNOON = {"下午", "晚上", "PM"}
_MORNING = {"上午", "凌晨", "早上", "AM"}
_SECONDS, _MILLIS, _END = 10**8, 10**11, 10**14


def instant(value: object, zone: ZoneInfo, *, excel: bool = False) -> int:
    """Return the instant (milliseconds, UTC) that ``value`` means.

    Numbers are seconds or milliseconds since 1970; with ``excel`` small ones are days since 1900, as workbooks keep
    dates.

    Raises:
        MactlError: no instant, or one that could be read in two ways (``02/03/2026``).
    """
    if isinstance(value, str):
        # Plain ISO 8601 first: the C parser takes more (weeks, any separator), so its shape is looked at.
        if value[4:5] == value[7:8] == "-" and value[10:11] in _AFTER_DAY:
            try:
                found = datetime.fromisoformat(value)
            except ValueError:
                return _of_text(value, zone)
            return (found - _EPOCH) // _MILLISECOND if found.tzinfo else _placed(found, zone, value)
        return _of_text(value, zone)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused(value)
    return _of_number(value, zone, excel)


def day(value: object, *, excel: bool = False) -> date:
    """Return the calendar day that ``value`` means, such as a birthday; a time of day is left out.

    Raises:
        MactlError: no day, or one that could be read in two ways.
    """
    if isinstance(value, str):
        return _local(half(value), value)[0].date()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused(value)
    if excel and 1 <= value < _EXCEL_LAST:
        return (_EXCEL_ZERO + timedelta(days=float(value))).date()
    return _local(str(int(value)) if value == value // 1 else "", value)[0].date()


def _of_text(value: str, zone: ZoneInfo) -> int:
    """Read the ways in which people write a date or time."""
    text = half(value)
    if text.isdigit() and text.isascii() and 9 <= len(text) <= 14 and len(text) not in {12, 14}:
        return _of_number(int(text), zone, excel=False)
    found, offset = _local(text, value)
    if offset:
        aware = _checked(value, lambda: datetime.fromisoformat(found.isoformat() + offset))
        return (aware - _EPOCH) // _MILLISECOND
    return _placed(found, zone, value)


def _placed(local: datetime, zone: ZoneInfo, said: object) -> int:
    """Return the instant of a naive local time."""
    try:
        midnight = _steady_midnight(local.toordinal(), zone)
        if midnight is None:
            return instant_of(local, zone)
    except (OverflowError, ValueError):  # the first and last days of the calendar have no instant everywhere
        raise _impossible(said) from None
    seconds = (local.hour * 60 + local.minute) * 60 + local.second
    return midnight + seconds * 1000 + local.microsecond // 1000


@lru_cache(maxsize=8192)
def _steady_midnight(ordinal: int, zone: ZoneInfo) -> int | None:
    """Return the first instant of a local day of 24 hours; None for a day on which the clocks change."""
    first, next_day = (instant_of(datetime.fromordinal(number), zone) for number in (ordinal, ordinal + 1))
    return first if next_day - first == DAY else None


def _local(text: str, said: object) -> tuple[datetime, str]:
    """Read a local time and, where one is written, its offset."""
    if compact := _COMPACT(text):
        parts = [int(part or 0) for part in compact.groups()]
        return _checked(said, lambda: datetime(*parts)), ""  # type: ignore[arg-type] # noqa: DTZ001 - placed by the caller
    if not (loose := _LOOSE(text)):
        raise _refused(said)
    year, month, number, half_day, hour, minute, second, fraction, english, offset = loose.groups()
    hours = _hours(int(hour or 0), half_day or (english or "").upper())
    rest = (hours, int(minute or 0), int(second or 0), int((fraction or "0").ljust(6, "0")))
    found = _checked(said, lambda: datetime(int(year), int(month), int(number), *rest))  # noqa: DTZ001 - as above
    return found, offset or ""


def _hours(hour: int, half_day: str) -> int:
    """Return the hour of 24 that an hour of a half day means."""
    if half_day in _AFTERNOON and hour < 12:
        return hour + 12
    if half_day in _MORNING and hour == 12:
        return 0
    return hour


def _of_number(value: float, zone: ZoneInfo, excel: bool) -> int:
    """Read seconds or milliseconds since 1970, a workbook's serial, or the digits of a date."""
    if value != value or abs(value) >= _END:  # noqa: PLR0124 - NaN alone differs from itself
        raise _refused(value)
    if excel and 1 <= value < _EXCEL_LAST:
        local = _EXCEL_ZERO + timedelta(milliseconds=round(value * 86_400_000))
        return _placed(local, zone, value)
    if 19_000_101 <= value <= 21_001_231 and value == int(value):
        return _placed(_local(str(int(value)), value)[0], zone, value)
    if value >= _MILLIS:
        return int(value)
    if value >= _SECONDS:
        return round(value * 1000)
    raise _refused(value)


def _checked(said: object, make: Callable[[], _T]) -> _T:
    try:
        return make()
    except ValueError:
        raise _impossible(said) from None


def _impossible(value: object) -> MactlError:
    return MactlError(
        _("“{value}” is not on the calendar", value=shown(value)), _("Check its month, day, hour and minute.")
    )


def _refused(value: object) -> MactlError:
    message = _("“{value}” is not a date or time", value=shown(value))
    if isinstance(value, str) and _UNCLEAR(half(value)):
        return MactlError(message, _("Day and month could be read in two ways; write the year first: 2026-03-02."))
    return MactlError(message, _("Write it as 2026-03-02 or 2026-03-02T14:10+08:00."))
