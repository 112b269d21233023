"""Scales cover what is drawn with round ticks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.terminal.charts.scale import scale


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.312, 0.05], (0.0, 0.1, 0.2, 0.3, 0.4)),
        ([210.0, 90.0], (0.0, 100.0, 200.0, 300.0)),
        ([-0.02, 0.03], (-0.02, 0.0, 0.02, 0.04)),
        ([], (0.0, 0.25, 0.5, 0.75, 1.0)),
        ([0.0], (0.0, 0.25, 0.5, 0.75, 1.0)),
    ],
)
def test_ticks_are_round(values: list[float], ticks: tuple[float, ...]) -> None:
    assert scale(values).ticks == pytest.approx(ticks)


@given(st.lists(st.floats(-1e12, 1e12).map(lambda x: round(x, 6)), max_size=20), st.booleans(), st.integers(2, 8))
def test_every_value_lies_on_the_scale(values: list[float], from_zero: bool, ticks: int) -> None:
    found = scale(values, from_zero=from_zero, ticks=ticks)
    span = found.high - found.low
    assert found.low < found.high
    assert all(found.low - 1e-6 * span <= value <= found.high + 1e-6 * span for value in values)
    assert 2 <= len(found.ticks) <= ticks + 3


@given(st.lists(st.integers(0, 10**9).map(float), min_size=1))
def test_what_is_counted_has_whole_ticks(values: list[float]) -> None:
    assert all(tick == int(tick) for tick in scale(values, whole=True).ticks)
