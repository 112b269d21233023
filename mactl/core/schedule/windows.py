"""Sending windows: the local hours and days at which something may go out (rule T4).

A window has a start (inclusive) and a stop (exclusive), may cross midnight, and belongs to the day on which it starts.
Where the clocks change, a window opens exactly once a day: a start in a gap is the first instant after it, one that
comes twice is the first, and a window that lies wholly in a gap opens after it for its usual length. A day that the
calendar of the zone leaves out (Apia, 30 December 2011) has no window.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mactl.clock import DAY, MINUTE
from mactl.core.schedule.typed import typed
from mactl.core.schedule.workdays import Workdays
from mactl.core.schedule.zones import instant_of, start_of_day
from mactl.errors import MactlError
from mactl.i18n import _

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_DAY = 24 * 60
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|24:00")
_WORDED_CLOCK = re.compile(r"([0-9]{1,2})(?:[点时h](半|([0-9]{1,2})分?)?)?")
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
# Windows of the three days before a UTC day may still be open on it; a year on, a window that did not open never will.
_BACK, _AHEAD = 3, 370


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Hours at which something may go out: minutes after local midnight, and the days on which the window may start.

    With one of ``start`` and ``stop`` missing only the other restricts (a day ends at midnight). ``weekdays`` are 0
    (Monday) to 6; None is every day. ``workdays`` asks the calendar of workdays as well.
    """

    start: int | None = None
    stop: int | None = None
    weekdays: frozenset[int] | None = None
    workdays: bool = False

    def __post_init__(self) -> None:
        """Refuse a window that can never open."""
        if self.start is not None and self.start == self.stop:
            raise MactlError(
                _("A window that starts and stops at {time} never opens", time=clock_text(self.start)),
                _("Give different times, or leave both out for the whole day."),
            )
        if self.weekdays is not None and not self.weekdays:
            raise MactlError(_("A window without weekdays never opens"), _("Name some, as in mon, fri, sat."))

    @property
    def length(self) -> int:
        """The minutes for which the window is open on an ordinary day."""
        stop = FULL_DAY if self.stop is None else self.stop
        return (stop - (self.start or 0)) % FULL_DAY or FULL_DAY

    def starts_on(self, day: date, workdays: Workdays | None) -> bool:
        """Tell whether the window may start on ``day``."""
        if self.weekdays is not None and day.weekday() not in self.weekdays:
            return False
        if not self.workdays:
            return True
        if workdays is None:
            raise MactlError(_("No calendar of workdays is at hand"), _("Add workdays to data/festivals.json."))
        return workdays.is_workday(day)


def parse_window(
    start: str | None = None, stop: str | None = None, weekdays: Iterable[str] | None = None, *, workdays: bool = False
) -> Window:
    """Read a window as files give it: ``"08:00"``, ``"10:00"``, ``["fri", "sat"]``."""
    return Window(
        start=None if start is None else _start_minutes(start),
        stop=None if stop is None else clock_minutes(stop),
        weekdays=None if weekdays is None else frozenset(_weekday(name) for name in weekdays),
        workdays=workdays,
    )


def clock_minutes(text: str) -> int:
    """Read a local time of day ("08:00", "24:00") as minutes after midnight."""
    plain = typed(text)
    if _CLOCK.fullmatch(plain) is None:
        raise MactlError(_("Not a time of day: {text}", text=repr(text)), _clock_hint(plain))
    hours, _colon, minutes = plain.partition(":")
    return int(hours) * 60 + int(minutes)


def _clock_hint(text: str) -> str:
    said = _WORDED_CLOCK.fullmatch(text)
    if said is None or int(said[1]) >= 24 or int(said[3] or 0) >= 60:
        return _("Write it as in 08:00 or 21:30.")
    minutes = 30 if said[2] == "半" else int(said[3] or 0)
    return _("Did you mean {name}?", name=clock_text(int(said[1]) * 60 + minutes))


def clock_text(minutes: int) -> str:
    """Write minutes after midnight as a time of day: 510 is "08:30"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def next_allowed(instant: int, window: Window, zone: ZoneInfo, workdays: Workdays | None = None) -> int:
    """Return the first instant, from ``instant`` on, at which ``window`` is open in ``zone``: itself when it is open.

    Openings are worked out once for each (UTC day, window, zone) and remembered, so a batch pays for a look-up.
    """
    return first_open(openings(instant // DAY, window, zone, workdays), instant)


def first_open(found: tuple[tuple[int, int], ...], instant: int) -> int:
    """Return the first instant, from ``instant`` on, inside one of the [opens, closes) of its UTC day's openings."""
    for opens, closes in found:
        if instant < closes:
            return max(instant, opens)
    raise _never()


def opening_on(day: date, window: Window, zone: ZoneInfo, workdays: Workdays | None = None) -> tuple[int, int] | None:
    """Return [opens, closes) of the window that starts on the local ``day``, or None where none does."""
    following = day + timedelta(days=1)
    if not window.starts_on(day, workdays) or start_of_day(day, zone) == start_of_day(following, zone):
        return None
    start = datetime.combine(day, time()) + timedelta(minutes=window.start or 0)
    opens = instant_of(start, zone)
    closes = instant_of(start + timedelta(minutes=window.length), zone)
    return opens, closes if closes > opens else opens + window.length * MINUTE


def check_opens(*windows: Window) -> None:
    """Raise when ``windows`` (a window, and quiet hours' open hours) never are open at the same time."""
    week = (1 << 7 * FULL_DAY) - 1
    for window in windows:
        week &= _week(window)
    if not week:
        raise _never()


@lru_cache(maxsize=8192)
def openings(utc_day: int, window: Window, zone: ZoneInfo, workdays: Workdays | None) -> tuple[tuple[int, int], ...]:
    """List the openings that answer for every instant of one UTC day (counted from 1970), the last closing after it."""
    found = []
    for ordinal in range(_EPOCH_ORDINAL + utc_day - _BACK, _EPOCH_ORDINAL + utc_day + _AHEAD):
        opening = opening_on(date.fromordinal(ordinal), window, zone, workdays)
        if opening is None or opening[1] <= utc_day * DAY:
            continue
        found.append(opening)
        if opening[1] >= (utc_day + 1) * DAY:
            return tuple(found)
    raise _never()


def _week(window: Window) -> int:
    """Return the minutes of a week at which ``window`` is open, as bits; Sunday's runs on into Monday."""
    whole = (1 << window.length) - 1
    bits = 0
    for day in window.weekdays if window.weekdays is not None else range(7):
        bits |= whole << (day * FULL_DAY + (window.start or 0))
    return bits | bits >> 7 * FULL_DAY


def _start_minutes(text: str) -> int:
    return clock_minutes(text) % FULL_DAY


def _weekday(name: str) -> int:
    if name not in WEEKDAYS:
        raise MactlError(
            _("Not a day of the week: {name}", name=repr(name)), _("The days are {days}.", days=", ".join(WEEKDAYS))
        )
    return WEEKDAYS.index(name)


def _never() -> MactlError:
    return MactlError(
        _("This sending window never opens"),
        _("Check its hours and weekdays against each other and against the quiet hours."),
    )
