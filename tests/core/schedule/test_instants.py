"""Instants in and out as ISO 8601."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.schedule.instants import iso, parse_instant, parse_until
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError

SHANGHAI = zone("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-03-02", "2026-03-02T00:00:00+08:00"),
        ("2026-03-02T14:10", "2026-03-02T14:10:00+08:00"),
        ("2026-03-02 14:10:05", "2026-03-02T14:10:05+08:00"),
        ("2026-03-02T14:10:05.250", "2026-03-02T14:10:05.250+08:00"),
        ("2026-03-02T14:10+05:45", "2026-03-02T16:25:00+08:00"),
        ("2026-03-02T14:10Z", "2026-03-02T22:10:00+08:00"),
        ("1950-03-02", "1950-03-02T00:00:00+08:00"),
    ],
)
def test_reads_and_writes(text: str, written: str) -> None:
    assert iso(parse_instant(text, SHANGHAI), SHANGHAI) == written


def test_until_a_date_includes_that_day() -> None:
    assert parse_until("2026-03-02", SHANGHAI) == parse_instant("2026-03-03", SHANGHAI)
    assert parse_until("2026-03-02T14:10", SHANGHAI) == parse_instant("2026-03-02T14:10", SHANGHAI)


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026/3/2", "20260302", "2026-W10-1", "14:10", "soon", "", "2026-03-02T25:00", "2026-03-02T14:10+9"],
)
def test_refuses_with_a_hint(text: str) -> None:
    with pytest.raises(MactlError) as caught:
        parse_instant(text, SHANGHAI)
    assert caught.value.hint


@given(st.integers(-2_000_000_000_000, 4_000_000_000_000), st.sampled_from(["Asia/Kathmandu", "America/New_York"]))
def test_what_is_written_is_read_back(instant: int, name: str) -> None:
    assert parse_instant(iso(instant, zone(name)), SHANGHAI) == instant
