"""Intervals and quantiles against published figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.experiments.intervals import Sample, newcombe, welch
from mactl.core.experiments.student import quantile


@pytest.mark.parametrize(
    ("df", "value"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (10, 2.2281), (30, 2.0423), (120, 1.9799), (1e8, 1.959964)],
)
def test_students_t_is_that_of_the_tables(df: float, value: float) -> None:
    assert quantile(0.975, df) == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_gives_the_figures_of_his_paper(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10."""
    found = newcombe(*counts)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def sample(values: list[float]) -> Sample:
    return Sample(n=len(values), total=sum(values), squares=sum(value * value for value in values))


def test_welch_gives_the_interval_of_a_worked_example() -> None:
    """Student's sleep data (1908), as R's t.test(extra ~ group) prints it."""
    first = sample([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    second = sample([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    found = welch(first, second)
    assert found.estimate == pytest.approx(-1.58)
    assert (found.low, found.high) == (pytest.approx(-3.3654832, abs=1e-6), pytest.approx(0.2054832, abs=1e-6))


def test_too_few_people_give_an_estimate_without_an_interval() -> None:
    one, many = sample([5.0]), sample([0.0, 0.0, 0.0])
    assert (welch(one, many).estimate, welch(one, many).low) == (5.0, None)
    assert (newcombe(3, 4, 0, 0).estimate, newcombe(3, 4, 0, 0).high) == (0.75, None)
    assert not welch(one, many).excludes_zero


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_swapping_the_groups_turns_newcombes_interval_around(a: int, b: int, c: int, d: int) -> None:
    n, m = a + b + 1, c + d + 1
    there, back = newcombe(a, n, c, m), newcombe(c, m, a, n)
    assert there.low is not None
    assert back.high is not None
    assert there.low == pytest.approx(-back.high)
    assert -1 - 1e-9 <= there.low <= there.estimate <= 1
