"""When a step is taken: its offset from the anchor or wait after the step before, then its window (T3, T4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from mactl.core.model.keys import STRICT
from mactl.core.schedule.durations import Duration, add, parse, parse_offset
from mactl.core.schedule.windows import Window, clock_minutes, next_allowed, parse_window
from mactl.core.schedule.workdays import Workdays

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A window as files give it: ``start`` (inclusive) and ``stop`` (exclusive), weekdays, workdays only."""

    __pydantic_config__ = STRICT
    start: str | None = None
    stop: str | None = None
    weekdays: tuple[Weekday, ...] | None = None
    workdays: bool = False


class Timing(NamedTuple):
    """When a step is taken: ``at`` an offset from the anchor, or ``wait`` after the step before; ``window`` moves it.

    The window of a send step is not here: it is a gate of its message.
    """

    at: Duration | None = None
    wait: Duration | None = None
    window: Window | None = None


def ready(timing: Timing, anchor: int, since: int, zone: ZoneInfo, workdays: Workdays | None = None) -> int:
    """Return the instant at which a step is to be taken, never before ``since``, the end of the step before."""
    when = since
    if timing.at is not None:
        when = max(add(anchor, timing.at, zone), since)
    elif timing.wait is not None:
        when = add(since, timing.wait, zone)
    return when if timing.window is None else next_allowed(when, timing.window, zone, workdays)


def read_timing(at: str | None, wait: str | None, window: Window | None) -> Timing:
    """Return when a step is taken, as its file says; an offset from the anchor may be negative."""
    return Timing(
        at=None if at is None else parse_offset(at),
        wait=None if wait is None else parse(wait),
        window=window,
    )


def read_hours(hours: Hours) -> Window:
    """Return a window as its file says."""
    return _window(hours.start, hours.stop, hours.weekdays, hours.workdays)


def after(instant: int, duration: str, zone: ZoneInfo) -> int:
    """Return the instant a ``duration`` ("3d") after ``instant``: days keep the local clock time."""
    return add(instant, duration_of(duration), zone)


def clock_of(text: str) -> int:
    """Return a time of day ("09:00") as minutes after midnight."""
    return clock_minutes(text)


@lru_cache(maxsize=1024)
def duration_of(text: str) -> Duration:
    """Return a duration as its file gives it, read once."""
    return parse_offset(text)


@lru_cache(maxsize=256)
def _window(start: str | None, stop: str | None, weekdays: Iterable[str] | None, workdays: bool) -> Window:
    return parse_window(start, stop, weekdays, workdays=workdays)
