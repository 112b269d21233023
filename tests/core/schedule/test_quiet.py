"""Quiet hours: the complement of a window, both sides of midnight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.quiet import allowed_from, check_window, parse_quiet
from mactl.core.schedule.windows import parse_window
from mactl.core.schedule.zones import local, zone
from mactl.errors import MactlError


@pytest.mark.parametrize(
    "name",
    ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"],
)
@pytest.mark.parametrize(
    ("quiet", "ready", "allowed"),
    [
        ("22:00-08:00", "2026-03-02T21:59:59.999", "2026-03-02T21:59:59.999"),
        ("22:00-08:00", "2026-03-02T22:00", "2026-03-03T08:00"),
        ("22:00-08:00", "2026-03-02T23:59:59.999", "2026-03-03T08:00"),
        ("22:00-08:00", "2026-03-03T00:00", "2026-03-03T08:00"),
        ("22:00-08:00", "2026-03-03T07:59:59.999", "2026-03-03T08:00"),
        ("22:00-08:00", "2026-03-03T08:00", "2026-03-03T08:00"),
        ("12:00-14:00", "2026-03-03T13:00", "2026-03-03T14:00"),
        ("12:00-14:00", "2026-03-03T00:00", "2026-03-03T00:00"),
        ("00:00-08:00", "2026-03-03T00:00", "2026-03-03T08:00"),
        ("00:00-08:00", "2026-03-03T23:59", "2026-03-03T23:59"),
        ("21:00-24:00", "2026-03-03T23:00", "2026-03-04T00:00"),
        ("22:00-08:00", "2024-02-28T23:00", "2024-02-29T08:00"),
        ("22:00-08:00", "2023-02-28T23:00", "2023-03-01T08:00"),
    ],
)
def test_hours(name: str, quiet: str, ready: str, allowed: str) -> None:
    where = zone(name)
    assert allowed_from(parse_instant(ready, where), parse_quiet(quiet), where) == parse_instant(allowed, where)


def test_quiet_hours_that_end_in_a_gap_end_with_it() -> None:
    where = zone("America/New_York")
    late = parse_instant("2026-03-08T01:00", where)
    assert allowed_from(late, parse_quiet("22:00-02:30"), where) == parse_instant("2026-03-08T03:00", where)


@given(st.integers(1_700_000_000_000, 1_830_000_000_000), st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]))
def test_nobody_is_disturbed_at_night(instant: int, name: str) -> None:
    allowed = local(allowed_from(instant, parse_quiet("21:00-08:00"), zone(name)), zone(name))
    assert 8 <= allowed.hour < 21


@pytest.mark.parametrize("text", ["22:00–08:00", "２２：００－８：００", "22：00～08：00", "22:00 - 08:00"])
def test_full_width_signs_and_other_dashes_are_read(text: str) -> None:
    assert str(parse_quiet(text)) == "22:00-08:00"


@pytest.mark.parametrize("text", ["22:00", "22:00-22:00", "00:00-24:00", "22-8", "-", ""])
def test_refuses(text: str) -> None:
    with pytest.raises(MactlError) as caught:
        parse_quiet(text)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["22:00-08:00", "12:00-14:00", "00:00-08:00", "21:00-00:00"])
def test_is_written_as_it_was_read(text: str) -> None:
    assert str(parse_quiet(text)) == text


def test_a_window_inside_quiet_hours_never_opens() -> None:
    quiet, window = parse_quiet("22:00-08:00"), parse_window("23:00", "07:00")
    with pytest.raises(MactlError, match="never opens"):
        check_window(window, quiet)
    check_window(parse_window("20:00", "23:00"), quiet)
    check_window(window, None)
