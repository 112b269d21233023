"""Local days of many instants at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mactl.clock import DAY, MINUTE
from mactl.core.schedule.zones import local, zone

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

_BLOCK = 15 * MINUTE  # clocks change at multiples of it


def days_before(as_of: int, instants: Ints, name: str) -> Ints:
    """Return how many local days ``instants`` lie before ``as_of`` in the zone ``name``: 0 is the same day."""
    place = zone(name)
    today = (as_of + _offset(as_of, place)) // DAY
    found: Ints = (today - (instants + _offsets(instants, place)) // DAY).clip(min=0)
    return found


def _offsets(instants: Ints, place: ZoneInfo) -> Ints:
    """Return the offset from UTC at each instant: asked once a day, and by the quarter of an hour where it changes."""
    import numpy as np

    days, which = np.unique(instants // DAY, return_inverse=True)
    starts = np.array([_offset(int(day) * DAY, place) for day in days], np.int64)
    ends = np.array([_offset(int(day) * DAY + DAY - 1, place) for day in days], np.int64)
    found: Ints = starts[which]
    for spot in np.flatnonzero((starts != ends)[which]):
        found[spot] = _offset(int(instants[spot]) // _BLOCK * _BLOCK, place)
    return found


def _offset(instant: int, place: ZoneInfo) -> int:
    shift = local(instant, place).utcoffset()
    return 0 if shift is None else int(shift.total_seconds() * 1000)
