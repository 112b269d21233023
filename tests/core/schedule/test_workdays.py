"""The calendar of workdays: weekends, holidays, days worked to make up for them, and its end."""

from __future__ import annotations

from datetime import date

import pytest

from mactl.core.schedule.workdays import Workdays
from mactl.errors import MactlError

CALENDAR = Workdays(
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    off=frozenset({date(2026, 10, 1), date(2026, 10, 2)}),
    on=frozenset({date(2026, 10, 10)}),
)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 3), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 12, 31), True),
    ],
)
def test_workdays(day: date, worked: bool) -> None:
    assert CALENDAR.is_workday(day) is worked


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_day_that_the_data_does_not_cover_is_an_error(day: date) -> None:
    with pytest.raises(MactlError, match=day.isoformat()) as caught:
        CALENDAR.is_workday(day)
    assert "2026-01-01 to 2026-12-31" in caught.value.hint
