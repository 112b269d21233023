"""Points that halve: what is left of them, and that no crossing is passed over."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.segments.fading import fade, next_cross
from mactl.core.segments.sql import NEVER

DAY = 86_400_000
POINTS = st.floats(0.5, 100)
HALVES = st.integers(1, 60).map(lambda days: days * DAY)


def test_points_halve() -> None:
    assert fade(10, 14 * DAY, 14 * DAY) == 5
    assert fade(10, 28 * DAY, 14 * DAY) == 2.5
    assert fade(10, 28 * DAY, None) == 10
    assert fade(10, -DAY, 14 * DAY) == 10


@given(POINTS, HALVES, st.integers(0, 10**12), st.integers(0, 10**12))
def test_fading_twice_is_fading_once(points: float, half: int, one: int, other: int) -> None:
    assert fade(fade(points, one, half), other, half) == pytest.approx(fade(points, one + other, half), rel=1e-9)


@given(POINTS, HALVES, st.floats(0, 50), st.floats(0.1, 0.95))
def test_one_pace_is_crossed_at_the_very_instant(points: float, half: int, fixed: float, share: float) -> None:
    limit = fixed + points * share
    at = next_cross(fixed + points, points, 0, half, 0, json.dumps([limit]))
    assert fixed + fade(points, at, half) <= limit + 1e-9
    assert fixed + fade(points, at - 2, half) >= limit - 1e-9


@given(st.lists(st.tuples(st.floats(-50, 50).filter(bool), HALVES), min_size=1, max_size=4), st.floats(-100, 100))
def test_no_crossing_is_passed_over(rules: list[tuple[float, int]], limit: float) -> None:
    def value(at: float) -> float:
        return sum(fade(points, int(at), half) for points, half in rules)

    falling, rising = (sum(p for p, _h in rules if (p > 0) is up) for up in (True, False))
    shortest = min(half for _points, half in rules)
    due = next_cross(value(0), falling, rising, shortest, 0, json.dumps([limit]))
    above = value(0) >= limit
    for step in range(1, 50):
        at = min(due, 200 * DAY) * step / 50
        assert (value(at) >= limit) == above or abs(value(at) - limit) < 1e-6


def test_a_limit_that_is_never_reached_is_never_due() -> None:
    assert next_cross(30, 10, 0, DAY, 0, "[60, 15]") == NEVER
    assert next_cross(30, 10, 0, DAY, 0, "[]") == NEVER
