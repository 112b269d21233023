"""Durations: what is read, what is refused, and days that keep the clock time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.clock import DAY, HOUR, MINUTE
from mactl.core.schedule.durations import Duration, add, parse, parse_offset
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError

NEW_YORK = zone("America/New_York")


@pytest.mark.parametrize(
    ("text", "days", "millis"),
    [
        ("30m", 0, 30 * MINUTE),
        ("24h", 0, 24 * HOUR),
        ("7d", 7, 0),
        ("2w", 14, 0),
        ("1h30m", 0, 90 * MINUTE),
        ("1d12h", 1, 12 * HOUR),
        ("45s", 0, 45_000),
        ("0", 0, 0),
        (" 5m ", 0, 5 * MINUTE),
    ],
)
def test_reads(text: str, days: int, millis: int) -> None:
    assert parse(text) == Duration(days=days, millis=millis)


@pytest.mark.parametrize(("text", "meant"), [("３０ｍ", "30m"), ("　７ｄ", "7d"), ("－３ｄ", "-3d"), ("＋2h", "2h")])
def test_full_width_signs_are_read(text: str, meant: str) -> None:
    assert parse_offset(text) == parse_offset(meant)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("30", "30m is minutes"),
        ("5 min", "Did you mean 5m?"),
        ("3 days", "Did you mean 3d?"),
        ("24小时", "Did you mean 24h?"),
        ("1天12小时", "Did you mean 1d12h?"),
        ("-3天", "Did you mean -3d?"),
        ("两周", "30m, 24h"),
        ("1M", "s, m, h, d or w"),
        ("", "30m, 24h"),
        ("-3d", "no sign"),
        ("999999999w", "hundred years"),
        ("1.5h", "Did you mean 1h30m?"),
    ],
)
def test_refuses_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(MactlError) as caught:
        parse(text)
    assert hint in caught.value.hint


def test_offsets_carry_a_sign() -> None:
    assert parse_offset("-3d") == Duration(days=-3)
    assert parse_offset("+2h") == parse_offset("2h") == Duration(millis=2 * HOUR)
    assert str(parse_offset("-1d12h")) == "-1d12h"


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        # The night of 8 March 2026 has 23 hours in New York, that of 1 November 25.
        ("2026-03-07T09:00", "1d", "2026-03-08T09:00"),
        ("2026-03-07T09:00", "24h", "2026-03-08T10:00"),
        ("2026-10-31T09:00", "1d", "2026-11-01T09:00"),
        ("2026-10-31T09:00", "24h", "2026-11-01T08:00"),
        ("2026-03-07T02:30", "1d", "2026-03-08T03:00"),  # no such time: the first instant after the gap
        ("2026-03-01T09:00", "1w2h", "2026-03-08T11:00"),
    ],
)
def test_days_keep_the_clock_time_and_hours_are_elapsed(start: str, duration: str, end: str) -> None:
    assert add(parse_instant(start, NEW_YORK), parse(duration), NEW_YORK) == parse_instant(end, NEW_YORK)


def test_a_time_that_comes_twice_is_its_first() -> None:
    start = parse_instant("2026-10-31T01:30", NEW_YORK)
    assert add(start, parse("1d"), NEW_YORK) == parse_instant("2026-11-01T01:30-04:00", NEW_YORK)


def test_measured_a_day_is_24_hours() -> None:
    assert parse("7d").elapsed_ms() == 7 * DAY


@given(st.integers(0, 400), st.integers(0, 10**6))
def test_text_is_read_back(days: int, seconds: int) -> None:
    duration = Duration(days=days, millis=seconds * 1000)
    assert parse(str(duration)) == duration
