"""Festivals by dates and by rules, their known years, blackout dates and workdays."""

from __future__ import annotations

from datetime import date

import pytest

from mactl.core.model.festival import Festival, FestivalDate, WorkdayYear
from mactl.core.schedule.festivals import Occurrence, blackouts, next_on, occurrences, workdays, years
from mactl.errors import MactlError

SPRING = Festival(id="spring", name="春节", lunar="01-01", before=1, lasts=8)
LISTED = Festival(
    id="spring",
    name="春节",
    dates=(
        FestivalDate(year=2026, day="2026-02-17", start="2026-02-16", stop="2026-02-23"),
        FestivalDate(year=2027, day="2027-02-06", start="2027-02-05", stop="2027-02-12"),
    ),
)
MEMBERS = Festival(id="members", name="会员日", monthly=31)
LEAP = Festival(id="leap", name="闰日", day="02-29")
BLACK = Festival(id="qingming", name="清明", dates=(FestivalDate(year=2026, day="2026-04-05"),), blackout=True)


def test_a_lunar_festival_falls_where_its_dates_say() -> None:
    whole = (date(2026, 1, 1), date(2027, 12, 31))
    assert occurrences(SPRING, *whole) == occurrences(LISTED, *whole)


def test_the_next_one_may_be_today() -> None:
    assert next_on(SPRING, date(2026, 2, 17)).day == date(2026, 2, 17)
    assert next_on(SPRING, date(2026, 2, 18)) == Occurrence(
        "spring", date(2027, 2, 6), date(2027, 2, 5), date(2027, 2, 12)
    )


def test_past_the_known_years_is_an_error_that_names_them() -> None:
    assert years(LISTED) == (2026, 2027)
    with pytest.raises(MactlError, match="2026 to 2027"):
        next_on(LISTED, date(2027, 2, 7))
    with pytest.raises(MactlError, match="2026 to 2027"):
        occurrences(LISTED, date(2026, 1, 1), date(2028, 1, 1))


def test_a_monthly_day_takes_the_last_of_a_shorter_month() -> None:
    found = occurrences(MEMBERS, date(2026, 2, 1), date(2026, 4, 30))
    assert [each.day for each in found] == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_29_february_falls_on_the_28th_in_common_years() -> None:
    assert [next_on(LEAP, date(year, 1, 1)).day for year in (2027, 2028)] == [date(2027, 2, 28), date(2028, 2, 29)]


def test_a_lunar_day_may_come_twice_or_not_at_all_in_a_year() -> None:
    eve = Festival(id="laba", name="腊八", lunar="12-08")
    found = [each.day for each in occurrences(eve, date(2025, 1, 1), date(2027, 12, 31))]
    assert found == [date(2025, 1, 7), date(2026, 1, 26), date(2027, 1, 15)]


def test_blackouts_are_days_and_unknown_years_have_none() -> None:
    week = Festival(id="week", name="停发", day="12-30", lasts=4, blackout=True)
    assert blackouts([BLACK, SPRING], date(2026, 1, 1), date(2030, 1, 1)) == {date(2026, 4, 5)}
    assert blackouts([week], date(2027, 1, 1), date(2027, 1, 31)) == {date(2027, 1, 1), date(2027, 1, 2)}


def test_workdays_cover_the_years_stated() -> None:
    calendar = workdays(
        [Festival(name="法定", workdays=(WorkdayYear(year=2026, off=("2026-02-16",), on=("2026-02-14",)),))]
    )
    assert calendar is not None
    assert not calendar.is_workday(date(2026, 2, 16))
    assert calendar.is_workday(date(2026, 2, 14))
    with pytest.raises(MactlError, match="2027-01-04"):
        calendar.is_workday(date(2027, 1, 4))
    assert workdays([SPRING]) is None
