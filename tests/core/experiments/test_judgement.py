"""Verdicts: pinned to published figures, to statsmodels and scipy on random inputs, and to their own order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportions_ztest,
    samplesize_proportions_2indep_onetail,
)
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from mactl.core.experiments import (
    bandit,
    bayesian,
    corrections,
    cuped,
    means,
    power,
    proportions,
    sentences,
    sequential,
    srm,
)
from mactl.core.experiments.groups import Before, Group
from mactl.core.experiments.intervals import Sample
from mactl.core.experiments.judgement import judge
from mactl.core.experiments.verdict import Question, Verdict

RATE = Question(metric="conversion_rate")


def rates(*pairs: tuple[int, int], expected: Sequence[float] = ()) -> list[Group]:
    shares = expected or [1.0] * len(pairs)
    return [Group(name=n, n=of, hits=x, expected=e) for n, (x, of), e in zip("ABCDEF", pairs, shares, strict=False)]


def valued(name: str, values: np.ndarray, past: np.ndarray | None = None) -> Group:
    sample = Sample(n=len(values), total=float(values.sum()), squares=float((values**2).sum()))
    before = None
    if past is not None:
        before = Before(total=float(past.sum()), squares=float((past**2).sum()), products=float((past * values).sum()))
    return Group(name=name, n=len(values), values=sample, active=int((values > 0).sum()), before=before)


def fixed(*pairs: tuple[int, int], **more: object) -> Verdict:
    return judge(replace(RATE, **more), rates(*pairs))  # type: ignore[arg-type]


def test_the_example_of_the_manual() -> None:
    """200 of 1,000 against 250 of 1,000: z 2.677, p .00742, as any two-proportion calculator has it."""
    found = fixed((200, 1000), (250, 1000))
    one = found.comparisons[0]
    assert one.statistic == pytest.approx(2.677, abs=5e-4)
    assert one.p == pytest.approx(0.00742, abs=5e-6)
    assert (found.status, found.winner, found.srm) == ("winner", "B", 1.0)


def test_six_people_a_side_are_inconclusive() -> None:
    found = fixed((5, 6), (2, 6))
    assert (found.status, found.winner, found.comparisons[0].p_method) == ("inconclusive", "", "Fisher exact")


def test_three_variants_are_corrected_after_holm() -> None:
    found = fixed((200, 1000), (250, 1000), (260, 1000))
    adjusted = multipletests([one.p for one in found.comparisons], method="holm")[1]
    assert [one.p_adjusted for one in found.comparisons] == pytest.approx(list(adjusted))
    assert (found.status, found.leader, found.second) == ("inconclusive", "C", "B")  # it beats A, but not the second


def test_a_winner_must_survive_the_correction() -> None:
    assert fixed((100, 1000), (130, 1000)).status == "winner"
    assert fixed((100, 1000), (130, 1000), (100, 1000), (99, 1000)).status == "inconclusive"


@pytest.mark.parametrize(
    ("pairs", "p_is_sure"),
    [
        (((28, 200), (43, 200)), True),  # p .0497, the interval reaches to -.0001
        (((115, 200), (134, 200)), False),  # p .05003, the interval begins at .00003
        (((2, 30), (428, 2000)), True),
        (((14, 100), (82, 1000)), False),
    ],
)
def test_on_the_borderline_a_winner_needs_both_p_and_its_interval(
    pairs: tuple[tuple[int, int], ...], p_is_sure: bool
) -> None:
    found = judge(RATE, [replace(one, expected=one.n) for one in rates(*pairs)])
    one = found.comparisons[0]
    assert one.p is not None
    assert (one.p < 0.05, one.difference.excludes_zero) == (p_is_sure, not p_is_sure)
    assert (found.status, found.winner) == ("inconclusive", "")
    said = sentences.notes(found, sentences.words_for(found, "CNY"))
    assert any("p and the interval disagree" in note for note in said)


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_winner_never_has_an_interval_that_covers_nothing(x: int, y: int) -> None:
    for method in ("fixed", "sequential"):
        found = judge(replace(RATE, method=method), rates((x, 60), (y, 60)))
        if found.status == "winner":
            assert found.comparisons[0].difference.excludes_zero
            assert (found.comparisons[0].p_adjusted or 1) < 0.05


def test_lost_people_stop_everything() -> None:
    found = fixed((100, 1000), (300, 2000))
    assert (found.status, found.winner) == ("srm", "")
    assert judge(RATE, rates((100, 1000), (300, 2000), expected=(1, 2))).status == "winner"


@pytest.mark.parametrize(("effect", "status"), [(0.02, "no_difference"), (0.005, "inconclusive")])
def test_no_difference_is_an_interval_within_what_matters(effect: float, status: str) -> None:
    assert fixed((1000, 10_000), (1010, 10_000), minimum_effect=effect).status == status


def test_before_the_end_a_fixed_test_has_no_winner_and_a_sequential_one_may() -> None:
    pairs = (200, 1000), (350, 1000)
    assert fixed(*pairs, final=False).status == "running"
    assert fixed(*pairs, final=False, method="bayesian").status == "running"
    assert fixed(*pairs, final=False, method="sequential").winner == "B"
    assert fixed((200, 1000), (250, 1000), final=False, method="sequential").status == "running"


def test_unsubscribing_less_is_better() -> None:
    found = fixed((50, 1000), (10, 1000), metric="unsubscribe_rate", lower_is_better=True)
    assert (found.winner, round(found.estimate("B").prob_best or 0, 3)) == ("B", 1.0)


def test_a_winner_that_drives_people_away_is_named() -> None:
    arms = [replace(one, unsubscribed=n) for one, n in zip(rates((200, 1000), (260, 1000)), (5, 40), strict=True)]
    assert judge(RATE, arms).harmed
    assert not judge(RATE, [replace(one, unsubscribed=5) for one in arms]).harmed


def test_nothing_is_sent_that_does_worse_than_nothing() -> None:
    held = Group(name="", n=1000, hits=400, holdout=True)
    found = judge(RATE, [*rates((200, 1000), (260, 1000)), held])
    assert (found.status, found.winner, found.nothing_did_better) == ("inconclusive", "", True)
    assert (found.comparisons[0].a, found.leader) == ("", "B")


def test_a_bandit_is_never_fed_to_a_test_of_fixed_samples() -> None:
    found = fixed((200, 1000), (350, 1000), method="bandit")
    assert (found.winner, found.comparisons[0].p, found.comparisons[0].statistic) == ("B", None, None)


COUNTS = st.tuples(st.integers(1, 400), st.integers(1, 400)).map(lambda two: (two[0], sum(two)))


@given(COUNTS, COUNTS)
def test_proportions_agree_with_statsmodels_and_scipy(one: tuple[int, int], other: tuple[int, int]) -> None:
    a, b = rates(one, other)
    found = proportions.compare(a, b)
    z, p = proportions_ztest([b.hits, a.hits], [b.n, a.n])
    assert found.statistic == pytest.approx(z, abs=1e-9)
    if found.p_method == proportions.FISHER:
        p = stats.fisher_exact([[a.hits, a.n - a.hits], [b.hits, b.n - b.hits]]).pvalue
    assert found.p == pytest.approx(p, rel=1e-9, abs=1e-14)
    low, high = confint_proportions_2indep(b.hits, b.n, a.hits, a.n, method="newcomb")
    assert (found.difference.low, found.difference.high) == pytest.approx((low, high), abs=1e-9)


@given(st.integers(0, 10**6))
def test_means_agree_with_statsmodels_and_scipy(seed: int) -> None:
    dice = np.random.default_rng(seed)
    x, y = (dice.normal(dice.uniform(0, 2), dice.uniform(0.5, 3), dice.integers(5, 60)) for _ in range(2))
    found = means.compare(valued("A", x), valued("B", y))
    oracle = stats.ttest_ind(y, x, equal_var=False)
    assert (found.statistic, found.p) == (pytest.approx(oracle.statistic), pytest.approx(oracle.pvalue))
    low, high = CompareMeans(DescrStatsW(y), DescrStatsW(x)).tconfint_diff(usevar="unequal")
    assert (found.difference.low, found.difference.high) == (pytest.approx(low), pytest.approx(high))


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=5))
def test_the_sample_ratio_is_pearsons_chi_square(counts: list[int]) -> None:
    assert srm.p_value(counts, [1] * len(counts)) == pytest.approx(stats.chisquare(counts).pvalue)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_is_that_of_statsmodels(values: list[float]) -> None:
    assert corrections.holm(values) == pytest.approx(list(multipletests(values, method="holm")[1]))


@pytest.mark.parametrize("seed", range(4))
def test_dunnett_is_that_of_scipy_where_the_variances_are_alike(seed: int) -> None:
    dice = np.random.default_rng(seed)
    base = dice.normal(0, 1, 30)
    base = (base - base.mean()) / base.std(ddof=1)  # the same variance in every arm, so that pooling changes nothing
    arms = [base, base + 0.3, base + 0.62, base - 0.4]
    oracle = stats.dunnett(*arms[1:], control=arms[0], rng=np.random.default_rng(1)).pvalue
    error = 1 / 30
    z = [float((arm.mean() - arms[0].mean()) / math.sqrt(2 * error)) for arm in arms[1:]]
    assert corrections.dunnett(z, error, [error] * 3, 4 * 29) == pytest.approx(list(oracle), abs=2e-3)


def test_means_of_three_arms_are_held_against_their_control_after_dunnett() -> None:
    dice = np.random.default_rng(7)
    arms = [valued(name, dice.normal(mean, 1, 400)) for name, mean in (("A", 0), ("B", 0.3), ("C", 0.6))]
    found = judge(Question(metric="revenue_per_recipient"), arms)
    assert [one.correction for one in found.comparisons] == ["Dunnett", "Dunnett", "Holm"]
    assert found.winner == "C"


@given(st.floats(0.02, 0.9), st.floats(0.005, 0.09), st.floats(0.01, 0.2), st.floats(0.5, 0.95))
def test_sample_sizes_are_fleiss_pooled(base: float, effect: float, alpha: float, chance: float) -> None:
    oracle = samplesize_proportions_2indep_onetail(effect, base, chance, alpha=alpha, alternative="two-sided")
    found = power.people(base, base + effect, alpha, chance)
    assert found == pytest.approx(oracle, abs=1.001)
    if alpha < chance:
        assert power.reached(base, base + effect, found, alpha) >= chance - 1e-9


def test_the_sample_size_of_the_manual() -> None:
    """5 % against 6 %, 80 %, 5 % two-sided: 8,158 without continuity correction (Fleiss, Levin and Paik 2003)."""
    assert power.people(0.05, 0.06) == 8158


def test_sample_sizes_of_means_are_those_of_statsmodels() -> None:
    oracle = NormalIndPower().solve_power(effect_size=0.3 / 13, alpha=0.05, power=0.8)
    assert power.people_for_means(13**2, 0.3) == math.ceil(oracle)


@given(COUNTS, COUNTS)
def test_the_chance_of_being_best_is_that_of_evans_closed_form(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Miller 2015 (Evan Miller, Formulas for Bayesian A/B Testing): a finite sum for two Beta posteriors."""
    a, b = rates(one, other)
    (_, _), (found, loss) = bayesian.standing([a, b])
    alpha_a, beta_a, alpha_b, beta_b = a.hits + 1, a.n - a.hits + 1, b.hits + 1, b.n - b.hits + 1
    i = np.arange(alpha_b)
    from scipy.special import betaln

    terms = betaln(alpha_a + i, beta_a + beta_b) - np.log(beta_b + i) - betaln(1 + i, beta_b) - betaln(alpha_a, beta_a)
    assert found == pytest.approx(float(np.exp(terms).sum()), abs=2e-6)
    assert loss >= 0


def test_the_expected_loss_is_what_sampling_gives() -> None:
    groups = rates((20, 200), (26, 210), (24, 190))
    dice = np.random.default_rng(3)
    drawn = np.array([dice.beta(1 + one.hits, 1 + one.n - one.hits, 400_000) for one in groups])
    best = drawn.max(axis=0)
    found = bayesian.standing(groups)
    assert [loss for _chance, loss in found] == pytest.approx([float((best - own).mean()) for own in drawn], abs=2e-4)
    chances = np.bincount(drawn.argmax(axis=0), minlength=3) / drawn.shape[1]
    assert [chance for chance, _loss in found] == pytest.approx(list(chances), abs=3e-3)


def test_a_bandit_keeps_a_floor() -> None:
    found = bandit.weights(rates((10, 1000), (200, 1000)))
    assert found["A"] == pytest.approx(bandit.FLOOR / 2)
    assert sum(found.values()) == pytest.approx(1)


def test_cuped_takes_out_what_people_did_before() -> None:
    dice = np.random.default_rng(11)
    past = dice.gamma(2, 50, 4000)
    now = 0.8 * past + dice.normal(0, 20, 4000)
    now[2000:] += 2.0
    arms = [valued("A", now[:2000], past[:2000]), valued("B", now[2000:], past[2000:])]
    found = cuped.adjust(arms)
    assert found is not None
    adjusted, saved = found
    centred = np.concatenate([past[:2000] - past[:2000].mean(), past[2000:] - past[2000:].mean()])
    theta = float((centred * now).sum() / (centred**2).sum())
    values = now - theta * (past - past.mean())
    assert adjusted[0].values is not None
    assert adjusted[0].values.mean == pytest.approx(values[:2000].mean())
    assert adjusted[0].values.variance == pytest.approx(values[:2000].var(ddof=1))
    assert saved == pytest.approx(
        1 - (values[:2000].var() + values[2000:].var()) / (now[:2000].var() + now[2000:].var())
    )
    revenue = Question(metric="revenue_per_recipient")
    assert judge(revenue, [replace(one, before=None) for one in arms]).status == "inconclusive"
    assert (judge(revenue, arms).status, judge(revenue, arms).saved) == ("winner", pytest.approx(saved))


@given(st.floats(0, 30), st.floats(0.01, 1e6), st.floats(0.001, 0.2))
def test_the_sequential_p_and_its_boundary_are_one(z: float, k: float, alpha: float) -> None:
    crossed = z >= sequential.critical(k, alpha)
    assert crossed == (sequential.always_valid_p(z, k) <= alpha) or z == pytest.approx(sequential.critical(k, alpha))


def test_nobody_and_nothing_give_a_verdict_too() -> None:
    assert fixed((0, 1000), (0, 1000)).status == "inconclusive"
    assert judge(RATE, [Group(name="A", n=0), Group(name="B", n=0)]).status == "inconclusive"
    assert judge(replace(RATE, method="sequential", final=False), rates((0, 10), (0, 10))).status == "running"
    nothing = np.zeros(50)
    revenue = Question(metric="revenue_per_recipient", method="bayesian")
    assert judge(revenue, [valued("A", nothing), valued("B", nothing)]).status == "inconclusive"
