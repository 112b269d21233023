"""The period before a period: whole months give the months before them, anything else as long a time before it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from mactl.core.schedule.zones import day_of, start_of_day


def before(since: int, until: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return the [start, end) instants of the period directly before [since, until)."""
    first, last = day_of(since, zone), day_of(until, zone)
    bounds = start_of_day(first, zone) == since and start_of_day(last, zone) == until
    if bounds and first.day == last.day == 1:
        months = (last.year - first.year) * 12 + last.month - first.month
        return start_of_day(_month(first, -months), zone), since
    if bounds:
        return start_of_day(first - (last - first), zone), since
    return since - (until - since), since


def months(since: int, until: int, zone: ZoneInfo) -> list[tuple[date, int, int]]:
    """Return the calendar months that touch [since, until): their first day, start and end."""
    month = day_of(since, zone).replace(day=1)
    found = []
    while start_of_day(month, zone) < until:
        following = _month(month, 1)
        found.append((month, start_of_day(month, zone), start_of_day(following, zone)))
        month = following
    return found


def weeks(since: int, until: int, zone: ZoneInfo) -> list[tuple[date, int, int]]:
    """Return the weeks (from Monday) that touch [since, until): their first day, start and end."""
    day = day_of(since, zone)
    monday = date.fromordinal(day.toordinal() - day.weekday())
    found = []
    while start_of_day(monday, zone) < until:
        following = date.fromordinal(monday.toordinal() + 7)
        found.append((monday, start_of_day(monday, zone), start_of_day(following, zone)))
        monday = following
    return found


def _month(day: date, turn: int) -> date:
    count = day.year * 12 + day.month - 1 + turn
    return date(count // 12, count % 12 + 1, 1)
