"""The lunar calendar against published dates, leap months included, and its round trip."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.schedule import lunar
from mactl.core.schedule.lunar import LunarDay, date_of, lunar_day, month_days, next_on
from mactl.errors import MactlError

# Dates as the Hong Kong Observatory's conversion tables give them.
PUBLISHED = [
    (2024, "01-01", date(2024, 2, 10)),
    (2025, "01-01", date(2025, 1, 29)),
    (2026, "01-01", date(2026, 2, 17)),
    (2027, "01-01", date(2027, 2, 6)),
    (2028, "01-01", date(2028, 1, 26)),
    (2025, "05-05", date(2025, 5, 31)),
    (2026, "05-05", date(2026, 6, 19)),
    (2026, "07-07", date(2026, 8, 19)),
    (2025, "08-15", date(2025, 10, 6)),
    (2026, "08-15", date(2026, 9, 25)),
    (2033, "08-15", date(2033, 9, 8)),  # the year whose leap month comes after the eleventh, not the eighth
    (2034, "01-01", date(2034, 2, 19)),
    (1976, "08-15", date(1976, 9, 8)),  # before the leap eighth month
    (1900, "01-01", date(1900, 1, 31)),
]


@pytest.mark.parametrize(("year", "day", "expected"), PUBLISHED)
def test_published_dates(year: int, day: str, expected: date) -> None:
    assert date_of(year, day) == expected
    assert day in month_days(expected)


def test_a_leap_month_keeps_no_birthdays() -> None:
    assert lunar_day(date(2025, 7, 25)) == LunarDay(2025, 6, 1, leap=True)
    assert month_days(date(2025, 7, 25)) == ()
    assert month_days(date(2025, 6, 25)) == ("06-01",)


def test_a_thirtieth_falls_on_the_twenty_ninth_of_a_short_month() -> None:
    assert date_of(2025, "12-30") == date_of(2025, "12-29") == date(2026, 2, 16)
    assert month_days(date(2026, 2, 16)) == ("12-29", "12-30")
    assert month_days(date(2024, 2, 9)) == ("12-30",)  # New Year's Eve of a long twelfth month
    assert month_days(date(2024, 2, 8)) == ("12-29",)


def test_the_next_time_a_day_comes_round() -> None:
    assert next_on("08-15", date(2026, 9, 25)) == date(2026, 9, 25)
    assert next_on("08-15", date(2026, 9, 26)) == date(2027, 9, 15)
    assert next_on("12-29", date(2026, 1, 5)) == date(2026, 2, 16)  # still the lunar year 2025


@given(st.dates(date(1900, 1, 31), date(2101, 1, 28)))
def test_every_regular_day_leads_back_to_itself(day: date) -> None:
    found = lunar_day(day)
    if not found.leap:
        assert date_of(found.year, f"{found.month:02d}-{found.day:02d}") == day


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_each_day_follows_the_one_before(day: date) -> None:
    before, now = lunar_day(day - timedelta(days=1)), lunar_day(day)
    assert now.day == before.day + 1 if now[:2] == before[:2] and now.leap == before.leap else now.day == 1


@pytest.mark.parametrize("wrong", ["13-01", "08-31", "8-15", "中秋", ""])
def test_what_no_lunar_year_has_is_refused(wrong: str) -> None:
    with pytest.raises(MactlError, match="lunar"):
        lunar.parse(wrong)


def test_the_end_of_the_table_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(MactlError, match="1900 to 2100"):
        date_of(2101, "01-01")
    with pytest.raises(MactlError, match="1900 to 2100"):
        lunar_day(date(1900, 1, 30))
    with pytest.raises(MactlError, match="1900 to 2100"):
        lunar_day(date(2101, 2, 1))
