"""Days before a moment: those of the calendar, in any zone, whatever the clocks did."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.schedule.zones import day_of, zone
from mactl.core.segments.methods._days import days_before

INSTANTS = st.integers(946_684_800_000, 1_900_000_000_000)
ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"])


@given(st.lists(INSTANTS, min_size=1, max_size=30), INSTANTS, ZONES)
def test_days_are_those_of_the_calendar(instants: list[int], as_of: int, name: str) -> None:
    place = zone(name)
    wanted = [max(0, (day_of(as_of, place) - day_of(at, place)).days) for at in instants]
    assert days_before(as_of, np.array(instants), name).tolist() == wanted


@pytest.mark.parametrize("name", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
def test_days_on_which_clocks_change(name: str) -> None:
    place, start = zone(name), 1_761_350_400_000  # October and November 2025, each quarter of an hour
    instants = np.arange(start, start + 20 * 86_400_000, 900_000)
    as_of = start + 30 * 86_400_000
    wanted = [(day_of(as_of, place) - day_of(at, place)).days for at in instants.tolist()]
    assert days_before(as_of, instants, name).tolist() == wanted
