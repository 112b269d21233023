"""The period before a period, and the whole months and weeks of a time."""

from __future__ import annotations

import pytest

from mactl.core.schedule.instants import iso
from mactl.core.schedule.periods import before, months, weeks
from mactl.core.schedule.relative import span
from mactl.core.schedule.zones import zone

HOME, BERLIN = zone("Asia/Shanghai"), zone("Europe/Berlin")
NOW = 1_772_416_800_000  # 2026-03-02T10:00+08:00


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03", "2026-02-01", "2026-03-01"),
        ("2026-02", "2026-01-01", "2026-02-01"),
        ("last_quarter", "2025-07-01", "2025-10-01"),
        ("this_week", "2026-02-23", "2026-03-02"),
        ("2026-03-02", "2026-03-01", "2026-03-02"),
    ],
)
def test_the_period_before(text: str, first: str, last: str) -> None:
    found = before(*span(text, NOW, HOME), HOME)
    assert [iso(at, HOME)[:10] for at in found] == [first, last]


def test_a_period_between_two_instants_has_one_as_long_before_it() -> None:
    assert before(1000, 1500, HOME) == (500, 1000)


def test_days_keep_their_midnights_when_clocks_change() -> None:
    since, until = span("2026-03-29", NOW, BERLIN)
    assert until - since == 23 * 3_600_000
    assert iso(before(since, until, BERLIN)[0], BERLIN) == "2026-03-28T00:00:00+01:00"


def test_months_and_weeks_touch_the_time() -> None:
    since, until = span("2026-01-31", NOW, HOME)[0], span("2026-03-01", NOW, HOME)[0]
    assert [day.isoformat() for day, _start, _stop in months(since, until, HOME)] == ["2026-01-01", "2026-02-01"]
    found = weeks(since, until, HOME)
    assert [day.isoformat() for day, _s, _e in found] == [
        "2026-01-26", "2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23",
    ]  # fmt: skip
    assert all(stop - start == 7 * 86_400_000 for _day, start, stop in found)
