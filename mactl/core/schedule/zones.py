"""Time zones: names to zones, local times to instants and back, days and their bounds (rule T2).

A local time that does not exist (clocks went forward) is the first instant after the gap; one that exists twice
(clocks went back) is its first. Zones are cached, so one name is always the same object.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from mactl.clock import DAY
from mactl.errors import MactlError
from mactl.i18n import _

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (local times are naive here: the zone is an argument)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MILLISECOND = timedelta(milliseconds=1)
# What people write for a zone that has another name in the tz database.
_KNOWN_AS = {
    "beijing": "Asia/Shanghai",
    "asia/beijing": "Asia/Shanghai",
    "北京": "Asia/Shanghai",
    "上海": "Asia/Shanghai",
    "utc+8": "Asia/Shanghai",
    "gmt+8": "Asia/Shanghai",
    "+08:00": "Asia/Shanghai",
}


class Resolved(NamedTuple):
    """The zone that a person's days are decided in, and the names given before it that no zone bears."""

    zone: ZoneInfo
    unknown: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def find(name: str) -> ZoneInfo | None:
    """Return the zone called ``name``, or None where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone; a path out of the database; a folder ("Asia")
        return None


def zone(name: str) -> ZoneInfo:
    """Return the zone called ``name`` ("Asia/Shanghai"); an unknown one is an error that names the nearest."""
    found = find(name)
    if found is None:
        raise MactlError(_("No time zone is called {name}", name=repr(name)), _suggestion(name))
    return found


def home(own: str | None, default: str) -> ZoneInfo:
    """Return the zone that a customer lives in, ``own`` where that is known, else ``default``."""
    return (find(own) if own else None) or zone(default)


@lru_cache(maxsize=4096)
def resolve_zone(*names: str | None) -> Resolved:
    """Return the first known zone of ``names``: the customer's, else the flow's or campaign's, else the workspace's.

    Empty names are passed over; unknown ones too, and they are reported in ``unknown``. Where none is known at all
    this is an error: nothing may be sent at a time that nobody can tell.
    """
    unknown: list[str] = []
    for name in names:
        found = find(name) if name else None
        if found is not None:
            return Resolved(found, tuple(unknown))
        if name:
            unknown.append(name)
    if unknown:
        raise MactlError(_("No time zone is called {name}", name=repr(unknown[-1])), _suggestion(unknown[-1]))
    raise MactlError(_("No time zone is given"), _("Set workspace.time_zone in config.json, as in Asia/Shanghai."))


def local(instant: int, zone: ZoneInfo) -> datetime:
    """Return the local time (aware) of ``instant`` in ``zone``."""
    return (EPOCH + timedelta(milliseconds=instant)).astimezone(zone)


def instant_of(wall: datetime, zone: ZoneInfo) -> int:
    """Return the instant at which clocks in ``zone`` first show ``wall`` (naive), or the first one after its gap."""
    before = wall.replace(tzinfo=zone, fold=0).utcoffset() or timedelta()
    after = wall.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
    shown = (wall - _NAIVE_EPOCH) // _MILLISECOND
    if after > before:  # a gap: with the new offset the time is still before the jump, with the old one past it
        return _end_of_gap(shown - after // _MILLISECOND, shown - before // _MILLISECOND, zone)
    return shown - before // _MILLISECOND


def start_of_day(day: date, zone: ZoneInfo) -> int:
    """Return the first instant of the local ``day``."""
    return _start_of_day(day.toordinal(), zone)


def day_of(instant: int, zone: ZoneInfo) -> date:
    """Return the local day of ``instant``."""
    return local(instant, zone).date()


def day_bounds(instant: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return the local day of ``instant`` as [start, end) instants: 23, 24 or 25 hours, mostly."""
    ordinal = _EPOCH_ORDINAL + instant // DAY - 1
    start, end = _start_of_day(ordinal, zone), _start_of_day(ordinal + 1, zone)
    while end <= instant:
        ordinal += 1
        start, end = end, _start_of_day(ordinal + 1, zone)
    return start, end


@lru_cache(maxsize=8192)
def _start_of_day(ordinal: int, zone: ZoneInfo) -> int:
    return instant_of(datetime.combine(date.fromordinal(ordinal), time()), zone)


def _end_of_gap(early: int, late: int, zone: ZoneInfo) -> int:
    """Find, to the second, the instant between ``early`` and ``late`` at which the clocks of ``zone`` jump."""
    low, high = early // 1000, -(-late // 1000)
    old = local(low * 1000, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if local(middle * 1000, zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high * 1000


def _suggestion(name: str) -> str:
    import difflib

    wanted = name.strip().casefold()
    if known := _KNOWN_AS.get(wanted):
        return _("Did you mean {name}?", name=known)
    folded = {item.casefold(): item for item in available_timezones()}
    cities = {item.rpartition("/")[2]: full for item, full in folded.items()}
    for table in (folded, cities):
        if near := difflib.get_close_matches(wanted.replace(" ", "_"), table, n=1, cutoff=0.8):
            return _("Did you mean {name}?", name=table[near[0]])
    return _("Use a name of the tz database, as in Asia/Shanghai or Europe/Berlin.")
