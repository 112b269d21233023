"""Looking every day at 10,000 tests in which nothing differs: the default method finds no more than alpha winners."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mactl.core.experiments import sequential
from mactl.core.experiments.groups import Group
from mactl.core.experiments.judgement import judge
from mactl.core.experiments.verdict import Question
from mactl.core.model.experiment import AbTest

TESTS, DAYS, ALPHA = 10_000, 30, 0.05
Counts = np.ndarray[Any, np.dtype[np.int64]]


def coming_in(rate: float, a_day: int, arms: int = 2) -> tuple[Counts, Counts]:
    """Return people and those who did it, by test, arm and day, where people come in day by day."""
    dice = np.random.default_rng(20260302)
    hits = dice.binomial(a_day, rate, (TESTS, arms, DAYS)).cumsum(axis=2)
    return np.broadcast_to(a_day * np.arange(1, DAYS + 1), hits.shape), hits


def answering(rate: float, people: int) -> tuple[Counts, Counts]:
    """Return the same where all are sent to at once, and their answers come day by day, the most at first."""
    dice = np.random.default_rng(20260303)
    share = np.diff(1 - np.exp(-np.arange(DAYS + 1) / 4.0))
    hits = dice.multinomial(people, [*(rate * share), 1 - rate * share.sum()], (TESTS, 2))[:, :, :DAYS].cumsum(axis=2)
    return np.full(hits.shape, people), hits


def z_of(n: Counts, x: Counts, a: int, b: int) -> Any:
    pooled = (x[:, a] + x[:, b]) / (n[:, a] + n[:, b])
    error = np.sqrt(pooled * (1 - pooled) * (1 / n[:, a] + 1 / n[:, b]))
    return np.divide(x[:, b] / n[:, b] - x[:, a] / n[:, a], error, out=np.zeros(error.shape), where=error > 0)


def p_of(n: Counts, x: Counts, a: int, b: int) -> Any:
    """Return the program's own always-valid p of every test on every day."""
    k = n[:, a] * n[:, b] / (n[:, a] + n[:, b]) ** 2 * (x[:, a] + x[:, b])
    return np.vectorize(sequential.always_valid_p, otypes=[float])(z_of(n, x, a, b), k)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "x"),
    [coming_in(0.02, 50), coming_in(0.05, 1000), coming_in(0.3, 20), answering(0.05, 2000), answering(0.3, 5000)],
    ids=["few a day", "many a day", "high rate", "all at once", "all at once, high rate"],
)
def test_daily_looks_raise_no_false_winners(n: Counts, x: Counts) -> None:
    p = p_of(n, x, 0, 1)
    false = float((p < ALPHA).any(axis=1).mean())
    assert false <= ALPHA
    naive = float((np.abs(z_of(n, x, 0, 1)) > 1.96).any(axis=1).mean())
    assert naive > 2 * ALPHA  # what a fixed test would have done


@pytest.mark.slow
def test_three_variants_raise_none_either() -> None:
    """The best must beat the second after Holm: over the daily looks at most alpha of 10,000 tests name a winner."""
    n, x = coming_in(0.1, 200, arms=3)
    smallest = 3 * np.minimum.reduce([p_of(n, x, 0, 1), p_of(n, x, 0, 2), p_of(n, x, 1, 2)])
    asked = Question(metric="click_rate", method="sequential", final=False)
    found = 0
    for test in np.flatnonzero((smallest < ALPHA).any(axis=1)):
        days = np.flatnonzero(smallest[test] < ALPHA)
        found += any(
            judge(
                asked, [Group(name=str(arm), n=int(n[test, arm, day]), hits=int(x[test, arm, day])) for arm in range(3)]
            ).winner
            for day in days
        )
    assert found / TESTS <= ALPHA


@pytest.mark.slow
def test_the_verdict_is_the_boundary() -> None:
    """What the vectors above say of a test on a day is what judging it says; on the border the interval must agree."""
    n, x = coming_in(0.05, 1000)
    p = p_of(n, x, 0, 1)
    asked, borderline = Question(metric="click_rate", method="sequential", final=False), 0
    for test, day in [*np.argwhere(p < ALPHA)[:50], *np.argwhere(p >= ALPHA)[:50]]:
        groups = [
            Group(name=name, n=int(n[test, arm, day]), hits=int(x[test, arm, day])) for arm, name in enumerate("AB")
        ]
        found = judge(asked, groups)
        assert found.comparisons[0].p == pytest.approx(p[test, day])
        apart = found.comparisons[0].difference.excludes_zero
        assert (found.status == "winner") == (p[test, day] < ALPHA and apart)
        borderline += p[test, day] < ALPHA and not apart
    assert borderline <= 5


def test_the_default_method_is_the_sequential_one() -> None:
    assert AbTest(name="t", variants=("A", "B")).method == "sequential"


@pytest.mark.slow
def test_real_differences_are_found_early() -> None:
    """Power is not thrown away: a lift from 5 % to 6 % is found by the end in most tests that were made for it."""
    dice = np.random.default_rng(5)
    hits = np.stack([dice.binomial(500, rate, (500, DAYS)).cumsum(axis=1) for rate in (0.05, 0.06)], axis=1)
    n = np.broadcast_to(500 * np.arange(1, DAYS + 1), hits.shape)
    crossed = p_of(n, hits, 0, 1) < ALPHA
    assert crossed.any(axis=1).mean() > 0.7
