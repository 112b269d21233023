"""All pairs of arms compared by a test's method, corrected for being several, the Bayesian view beside each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from mactl.core.experiments import bayesian, corrections, means, proportions, sequential
from mactl.core.experiments.comparison import Comparison
from mactl.core.experiments.groups import Group
from mactl.core.experiments.intervals import NORMAL, Interval
from mactl.core.experiments.ratios import DELTA
from mactl.core.experiments.verdict import Question
from mactl.i18n import mark

CREDIBLE = mark("credible interval, normal approximation")


def compare(question: Question, groups: Sequence[Group]) -> tuple[Comparison, ...]:
    """Return the comparisons of all pairs of arms that have people, the earlier arm as ``a``."""
    pairs = [(a, b) for a, b in combinations(groups, 2) if a.n and b.n]
    found = [_one(question, a, b) for a, b in pairs]
    return tuple(_beside(question, pair, one) for pair, one in zip(pairs, _corrected(groups, found), strict=True))


def _one(question: Question, a: Group, b: Group) -> Comparison:
    if question.method in {"bayesian", "bandit"}:
        return _posterior(a, b)
    if question.method == "sequential":
        return sequential.compare(a, b, question.alpha)
    return means.compare(a, b) if a.values is not None else proportions.compare(a, b)


def _posterior(a: Group, b: Group) -> Comparison:
    """Return the difference of two arms under their posteriors, with no test: nobody assumed a fixed sample."""
    (low, low_spread), (high, high_spread) = _moments(a), _moments(b)
    middle, spread = high - low, NORMAL * math.hypot(low_spread, high_spread)
    interval = Interval(estimate=b.level - a.level, low=middle - spread, high=middle + spread)
    return Comparison(a=a.name, b=b.name, difference=interval, interval_method=CREDIBLE)


def _moments(group: Group) -> tuple[float, float]:
    """Return the mean and the standard deviation of a posterior."""
    if group.values is not None:
        return group.values.mean, math.sqrt(group.values.variance / group.n)
    share = (group.hits + 1) / (group.n + 2)
    return share, math.sqrt(share * (1 - share) / (group.n + 3))


def _corrected(groups: Sequence[Group], found: Sequence[Comparison]) -> list[Comparison]:
    """Return comparisons with p corrected: Holm over all; Dunnett for means of several arms against their control."""
    if any(one.p is None for one in found):
        return list(found)
    adjusted = corrections.holm([one.p or 0.0 for one in found])
    kept = [
        replace(one, p_adjusted=p, correction=corrections.HOLM if len(found) > 1 else "")
        for one, p in zip(found, adjusted, strict=True)
    ]
    return _against_control(groups, kept) if _takes_dunnett(groups, kept) else kept


def _takes_dunnett(groups: Sequence[Group], found: Sequence[Comparison]) -> bool:
    return len(groups) > 2 and all(group.values is not None and group.n > 1 for group in groups) and (
        all(one.p_method in {means.WELCH, DELTA} for one in found)
    )  # fmt: skip


def _against_control(groups: Sequence[Group], found: Sequence[Comparison]) -> list[Comparison]:
    """Return comparisons with those against the first arm (the holdout, where there is one) corrected after Dunnett."""
    control, *others = groups
    errors = [means.sample(group).variance / group.n for group in groups]
    mine = [one for one in found if one.a == control.name]
    values = corrections.dunnett(
        [one.statistic or 0.0 for one in mine],
        errors[0],
        errors[1:],
        sum(group.n for group in groups) - len(groups),
    )
    dunnett = {one.b: value for one, value in zip(mine, values, strict=True)}
    assert len(dunnett) == len(others)
    return [
        replace(one, p_adjusted=dunnett[one.b], correction=corrections.DUNNETT) if one.a == control.name else one
        for one in found
    ]


def _beside(question: Question, pair: tuple[Group, Group], one: Comparison) -> Comparison:
    """Return a comparison with the chance that b is better, and what choosing b costs where it is not."""
    _a, (chance, loss) = bayesian.standing(pair, lower_is_better=question.lower_is_better)
    return replace(one, prob_best=chance, expected_loss=loss)
