"""Zones: local times to instants and back, on the days when clocks change too."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.clock import HOUR, MINUTE
from mactl.core.schedule.zones import day_bounds, day_of, instant_of, local, resolve_zone, start_of_day, zone
from mactl.errors import MactlError

ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "America/Havana",
    "Africa/Casablanca",
]
INSTANTS = st.integers(1_262_304_000_000, 1_893_456_000_000)  # 2010 to 2030


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize(
    ("name", "wall", "instant"),
    [
        ("Asia/Shanghai", "2026-03-02T00:00", "2026-03-01T16:00"),
        ("Asia/Kathmandu", "2026-03-02T00:00", "2026-03-01T18:15"),
        ("America/New_York", "2026-03-08T01:59", "2026-03-08T06:59"),
        ("America/New_York", "2026-03-08T02:00", "2026-03-08T07:00"),  # the gap's start
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00"),  # in the gap
        ("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),  # twice: the first
        ("America/New_York", "2026-11-01T02:00", "2026-11-01T07:00"),
        ("Europe/Berlin", "2026-03-29T02:15", "2026-03-29T01:00"),
        ("Europe/Berlin", "2026-10-25T02:15", "2026-10-25T00:15"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),  # a gap of half an hour
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00"),  # a day left out
        ("America/Havana", "2026-03-08T00:00", "2026-03-08T05:00"),  # midnight does not exist
        ("America/Havana", "2026-11-01T00:00", "2026-11-01T04:00"),  # midnight comes twice
    ],
)
def test_local_times_become_instants(name: str, wall: str, instant: str) -> None:
    assert instant_of(datetime.fromisoformat(wall), zone(name)) == utc(instant)


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("Asia/Shanghai", "2026-03-02", 24),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("America/Havana", "2026-03-08", 23),
        ("Pacific/Apia", "2011-12-29", 24),
    ],
)
def test_days_are_as_long_as_they_are(name: str, day: str, hours: float) -> None:
    start = start_of_day(date.fromisoformat(day), zone(name))
    assert day_bounds(start, zone(name)) == (start, start + hours * HOUR)
    assert day_bounds(start + int(hours * HOUR) - 1, zone(name))[0] == start
    assert day_bounds(start - 1, zone(name))[1] == start


@given(INSTANTS, st.sampled_from(ZONES))
def test_the_bounds_of_a_day_hold_it(instant: int, name: str) -> None:
    start, end = day_bounds(instant, zone(name))
    assert start <= instant < end
    assert 22 * HOUR <= end - start <= 26 * HOUR
    assert day_of(instant, zone(name)) == day_of(start, zone(name))


@given(INSTANTS, st.sampled_from(ZONES))
def test_there_and_back(instant: int, name: str) -> None:
    wall = local(instant, zone(name))
    back = instant_of(wall.replace(tzinfo=None), zone(name))
    assert back == instant or (wall.fold == 1 and 0 < instant - back <= HOUR)


@given(INSTANTS, st.integers(0, 3 * 24 * 60), st.sampled_from(ZONES))
def test_a_later_clock_time_is_never_an_earlier_instant(instant: int, minutes: int, name: str) -> None:
    early = local(instant, zone(name)).replace(tzinfo=None)
    late = local(instant + minutes * MINUTE, zone("UTC")).replace(tzinfo=None)
    low, high = sorted((early, late))
    assert instant_of(low, zone(name)) <= instant_of(high, zone(name))


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("asia/shanghai", "Asia/Shanghai"),
        ("Asia/Shanghia", "Asia/Shanghai"),
        ("Beijing", "Asia/Shanghai"),
        ("北京", "Asia/Shanghai"),
        ("New York", "America/New_York"),
        ("berlin", "Europe/Berlin"),
        ("../../etc/passwd", "tz database"),
        ("Asia", "tz database"),
        ("xyzzy", "tz database"),
        ("", "tz database"),
    ],
)
def test_an_unknown_zone_names_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(MactlError) as caught:
        zone(name)
    assert nearest in caught.value.hint


def test_a_zone_is_the_customers_else_the_flows_else_the_workspaces() -> None:
    assert resolve_zone("Asia/Kathmandu", "Europe/Berlin", "Asia/Shanghai").zone.key == "Asia/Kathmandu"
    assert resolve_zone("", None, "Asia/Shanghai") == (zone("Asia/Shanghai"), ())


def test_an_unknown_zone_falls_to_the_next_and_says_so() -> None:
    assert resolve_zone("Mars/Olympus", None, "Asia/Shanghai") == (zone("Asia/Shanghai"), ("Mars/Olympus",))


@pytest.mark.parametrize("names", [(), ("", None), ("Mars/Olympus",)])
def test_without_any_known_zone_nothing_is_decided(names: tuple[str | None, ...]) -> None:
    with pytest.raises(MactlError):
        resolve_zone(*names)
