"""Months begin and end at midnight of the workspace's zone, and follow each other without a gap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.months import Month, month_of
from mactl.core.schedule.zones import zone

ZONES = ("Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia")


def test_a_month_of_shanghai() -> None:
    shanghai = zone("Asia/Shanghai")
    begins, ends = (parse_instant(text, shanghai) for text in ("2026-12-01T00:00", "2027-01-01T00:00"))
    month = Month("2026-12", begins, ends)
    assert month_of(begins, shanghai) == month_of(ends - 1, shanghai) == month
    assert month_of(ends, shanghai).name == "2027-01"


@given(st.integers(0, 4_000_000_000_000), st.sampled_from(ZONES))
def test_every_instant_lies_in_its_month_and_months_touch(instant: int, name: str) -> None:
    place = zone(name)
    month = month_of(instant, place)
    assert month.since <= instant < month.until
    assert month_of(month.until, place).since == month.until
