"""The delta method: its formula, scipy on the linearised values, and worlds in which nothing differs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mactl.core.experiments import means, proportions
from mactl.core.experiments.groups import Group
from mactl.core.experiments.judgement import judge
from mactl.core.experiments.ratios import DELTA, Ratio, linearised
from mactl.core.experiments.verdict import Question


def ratio(above: np.ndarray, below: np.ndarray) -> Ratio:
    return Ratio(
        n=len(above), above=float(above.sum()), below=float(below.sum()), above_squares=float((above**2).sum()),
        below_squares=float((below**2).sum()), products=float((above * below).sum()),
    )  # fmt: skip


def arm(name: str, above: np.ndarray, below: np.ndarray) -> Group:
    found = ratio(above, below)
    return Group(name=name, n=found.n, values=linearised(found), ratio=found, active=int((above > 0).sum()))


def world(dice: np.random.Generator, people: int, lift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return clicks and messages of people who each have a taste of their own: their messages hang together."""
    messages = 1 + dice.poisson(6, people)
    taste = dice.beta(0.4, 1.6 - lift, people)
    return dice.binomial(messages, taste).astype(float), messages.astype(float)


def test_the_variance_is_that_of_the_published_formula() -> None:
    """Deng, Knoblich and Lu 2018, equation 3: (s_y^2 - 2 r s_xy + r^2 s_x^2) / (n mean_x^2)."""
    above, below = world(np.random.default_rng(3), 5000)
    found = linearised(ratio(above, below))
    r = above.sum() / below.sum()
    covariance = np.cov(above, below)
    published = (covariance[0, 0] - 2 * r * covariance[0, 1] + r**2 * covariance[1, 1]) / (5000 * below.mean() ** 2)
    assert found.mean == pytest.approx(r)
    assert found.variance / found.n == pytest.approx(published, rel=1e-9)


def test_two_ratios_are_compared_as_scipy_compares_their_linearised_values() -> None:
    dice = np.random.default_rng(5)
    (one, other) = (world(dice, 3000), world(dice, 2500, 0.2))
    lines = [y.sum() / x.sum() + (y - y.sum() / x.sum() * x) / x.mean() for y, x in (one, other)]
    oracle = stats.ttest_ind(lines[1], lines[0], equal_var=False)
    found = means.compare(arm("A", *one), arm("B", *other))
    assert (found.statistic, found.p) == (pytest.approx(oracle.statistic), pytest.approx(oracle.pvalue))
    assert found.p_method == DELTA


def test_the_spread_over_many_worlds_is_what_the_formula_says() -> None:
    dice = np.random.default_rng(7)
    found = [linearised(ratio(*world(dice, 400))) for _ in range(1500)]
    said = np.mean([one.variance / one.n for one in found])
    assert np.var([one.mean for one in found], ddof=1) == pytest.approx(said, rel=0.12)


def test_where_nothing_differs_it_alarms_as_often_as_it_says_and_counting_messages_far_oftener() -> None:
    dice = np.random.default_rng(9)
    delta = naive = 0
    rounds = 1200
    for _ in range(rounds):
        one, other = world(dice, 250), world(dice, 250)
        delta += (means.compare(arm("A", *one), arm("B", *other)).p or 0) < 0.05
        flat = [Group(name=n, n=int(x.sum()), hits=int(y.sum())) for n, (y, x) in zip("AB", (one, other), strict=True)]
        naive += (proportions.compare(*flat).p or 0) < 0.05
    assert delta / rounds == pytest.approx(0.05, abs=0.02)
    assert naive / rounds > 0.15


def test_a_verdict_on_a_ratio_names_its_method_and_survives_nothing_at_all() -> None:
    dice = np.random.default_rng(11)
    question = Question(metric="clicks_per_message")
    found = judge(question, [arm("A", *world(dice, 4000)), arm("B", *world(dice, 4000, 0.4))])
    assert (found.status, found.winner, found.comparisons[0].p_method) == ("winner", "B", DELTA)
    nothing = np.zeros(30)
    assert judge(question, [arm("A", nothing, nothing), arm("B", nothing, nothing)]).status == "inconclusive"
