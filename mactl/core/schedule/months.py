"""Calendar months, as budgets count them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mactl.core.schedule.zones import day_of, start_of_day


class Month(NamedTuple):
    """A calendar month: its ``name`` ("2026-03"), its first instant, and the first after it."""

    name: str
    since: int
    until: int


def month_of(instant: int, zone: ZoneInfo) -> Month:
    """Return the month in which ``instant`` lies where clocks show the time of ``zone``."""
    first = day_of(instant, zone).replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Month(f"{first:%Y-%m}", start_of_day(first, zone), start_of_day(after, zone))
