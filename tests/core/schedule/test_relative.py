"""Dates as conditions name them, and anniversaries."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.relative import (
    WORDS,
    anniversary_on,
    day_span,
    month_day,
    month_days,
    next_anniversary,
    span,
)
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError

SHANGHAI = zone("Asia/Shanghai")
NEW_YORK = zone("America/New_York")
NOW = parse_instant("2026-03-02T00:30", SHANGHAI)  # a Monday; still Sunday in New York


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", "2026-03-02", "2026-03-03"),
        ("yesterday", "2026-03-01", "2026-03-02"),
        ("tomorrow", "2026-03-03", "2026-03-04"),
        ("-30d", "2026-01-31", "2026-02-01"),
        ("+3d", "2026-03-05", "2026-03-06"),
        ("-2w", "2026-02-16", "2026-02-17"),
        ("this_week", "2026-03-02", "2026-03-09"),
        ("last_week", "2026-02-23", "2026-03-02"),
        ("next_week", "2026-03-09", "2026-03-16"),
        ("this_month", "2026-03-01", "2026-04-01"),
        ("last_month", "2026-02-01", "2026-03-01"),
        ("next_month", "2026-04-01", "2026-05-01"),
        ("this_quarter", "2026-01-01", "2026-04-01"),
        ("last_quarter", "2025-10-01", "2026-01-01"),
        ("this_year", "2026-01-01", "2027-01-01"),
        ("last_year", "2025-01-01", "2026-01-01"),
        ("next_year", "2027-01-01", "2028-01-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
    ],
)
def test_days(text: str, start: str, end: str) -> None:
    assert span(text, NOW, SHANGHAI) == (parse_instant(start, SHANGHAI), parse_instant(end, SHANGHAI))
    assert day_span(text, NOW, SHANGHAI) == (date.fromisoformat(start), date.fromisoformat(end))


def test_today_is_the_zones() -> None:
    assert day_span("today", NOW, NEW_YORK) == (date(2026, 3, 1), date(2026, 3, 2))
    assert day_span("this_week", NOW, NEW_YORK) == (date(2026, 2, 23), date(2026, 3, 2))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", "2026-03-02T00:30"),
        ("-12h", "2026-03-01T12:30"),
        ("+90m", "2026-03-02T02:00"),
        ("2026-03-02T14:10", "2026-03-02T14:10"),
        ("2026-03-02T14:10Z", "2026-03-02T22:10"),
    ],
)
def test_moments(text: str, moment: str) -> None:
    start = parse_instant(moment, SHANGHAI)
    assert span(text, NOW, SHANGHAI) == (start, start + 1)
    assert day_span(text, NOW, SHANGHAI) is None


def test_a_day_on_which_clocks_change_is_shorter() -> None:
    start, end = span("2026-03-08", NOW, NEW_YORK)
    assert end - start == 23 * 3_600_000


@pytest.mark.parametrize(
    "text", ["30d", "last month", "2026-02-30", "2026-13", "-99999w", "soon", "", "2026-3-2", "-3x"]
)
def test_refuses_with_a_hint(text: str) -> None:
    with pytest.raises(MactlError) as caught:
        span(text, NOW, SHANGHAI)
    assert caught.value.hint


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_a_span(word: str) -> None:
    start, end = span(word, NOW, NEW_YORK)
    assert start < end


@pytest.mark.parametrize(
    ("birthday", "day", "falls"),
    [
        ("1990-03-02", "2026-03-02", True),
        ("1990-03-02", "2026-03-01", False),
        ("2000-02-29", "2024-02-29", True),
        ("2000-02-29", "2024-02-28", False),
        ("2000-02-29", "2026-02-28", True),
        ("2000-02-29", "2026-03-01", False),
        ("2000-02-28", "2026-02-28", True),
        ("2000-02-29", "2100-02-28", True),  # not a leap year
    ],
)
def test_anniversaries(birthday: str, day: str, falls: bool) -> None:
    assert anniversary_on(date.fromisoformat(birthday), date.fromisoformat(day)) is falls


def test_two_birthdays_fall_on_28_february() -> None:
    assert month_days(date(2026, 2, 28)) == ("02-28", "02-29")
    assert month_days(date(2024, 2, 28)) == ("02-28",)
    assert month_days(date(2024, 2, 29)) == ("02-29",)


@given(st.dates(date(1920, 1, 1), date(2025, 12, 31)), st.dates(date(1930, 1, 1), date(2098, 12, 31)))
def test_everybody_has_one_birthday_a_year(birthday: date, day: date) -> None:
    coming = next_anniversary(birthday, day)
    assert 0 <= (coming - day).days <= 365
    assert anniversary_on(birthday, coming)
    assert month_day(birthday) in month_days(coming)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2026-13-01", "Check its month, day, hour and minute."),
        ("2026-02-30", "Check its month, day, hour and minute."),
        ("2026-02-30T25:00", "Check its month, day, hour and minute."),
        ("2026-13", "Check its month, day, hour and minute."),
        ("2026/3/2", "Did you mean 2026-03-02?"),
        ("2026年3月2日 9:30", "Did you mean 2026-03-02T09:30?"),
        ("30d", "Use a date (2026-03-02), an offset"),
    ],
)
def test_a_wrong_date_is_told_in_our_own_words(text: str, hint: str) -> None:
    with pytest.raises(MactlError) as caught:
        span(text, NOW, SHANGHAI)
    assert caught.value.hint.startswith(hint)


def test_dates_in_full_width_signs_are_read() -> None:
    pairs = {"－３０ｄ": "-30d", "２０２６－０３－０２": "2026-03-02", "2026-03-02T14：10": "2026-03-02T14:10"}
    for wide, plain in pairs.items():
        assert span(wide, NOW, SHANGHAI) == span(plain, NOW, SHANGHAI)
