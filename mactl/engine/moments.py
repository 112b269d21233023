"""Dates and times as files hold them, of whatever type the reader found."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import instant_of

_SECONDS_BELOW = 100_000_000_000  # a Unix time below this is in seconds, above in milliseconds
_WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]*(\d{1,2}):(\d{2})(.*))?").fullmatch
_YEARLESS = re.compile(r"(?:--)?(\d{2})-(\d{2})").fullmatch


def instant(value: object, zone: ZoneInfo) -> int:
    """Return a time in milliseconds UTC; one without an offset is local to ``zone``.

    Raises:
        MactlError: no time.
    """
    if isinstance(value, datetime):
        return instant_of(value, zone) if value.tzinfo is None else int(value.timestamp() * 1000)
    if isinstance(value, date):
        return instant_of(datetime(value.year, value.month, value.day), zone)  # noqa: DTZ001 - local
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value * 1000 if abs(value) < _SECONDS_BELOW else value)
    return parse_instant(_iso(str(value)), zone)


def day(value: object) -> str:
    """Return a date as ISO 8601; one without a year ("03-02") as ``--03-02``.

    Raises:
        MactlError: no date.
    """
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    text = str(value).strip()
    if yearless := _YEARLESS(text):
        return f"--{yearless[1]}-{yearless[2]}"
    found = _iso(text)[:10]
    parse_instant(found, ZoneInfo("UTC"))
    return found


def _iso(text: str) -> str:
    """Return 2026/3/2 8:05 or 2026年3月2日 in ISO 8601; other texts as they are."""
    found = _WRITTEN(text.strip())
    if not found:
        return text
    year, month, date_, hour, minute, rest = found.groups()
    clock = f"T{int(hour):02}:{minute}{rest.strip()}" if hour else ""
    return f"{year}-{int(month):02}-{int(date_):02}{clock}"
