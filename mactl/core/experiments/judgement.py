"""The judgement of a test, in its order: sample ratio, planned size or always-valid, effect, correction, winner."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.experiments import bayesian, corrections, cuped, pairs, power, proportions, sequential, srm
from mactl.core.experiments.comparison import Comparison
from mactl.core.experiments.groups import Group
from mactl.core.experiments.intervals import NORMAL, Interval, mean_interval, wilson
from mactl.core.experiments.verdict import Estimate, Power, Question, Status, Verdict
from mactl.i18n import mark

SURE = 0.95  # the chance of being best from which a Bayesian test has a winner
WILSON, STUDENT, RATIO = mark("Wilson 1927"), mark("Student t"), mark("Student t, delta method")


def judge(question: Question, groups: Sequence[Group]) -> Verdict:
    """Return the verdict on arms; a holdout among them is compared with, but never wins.

    ``groups`` are in file order, the holdout first. Means are adjusted by what people did before, where that is known.
    """
    ordered = sorted(groups, key=lambda group: not group.holdout)
    adjusted, saved = _adjusted(question, ordered)
    found = pairs.compare(question, adjusted)
    leader, second = _best_two(question, adjusted)
    against = next((one for one in found if second and {one.a, one.b} == {leader, second}), None)
    ratio = srm.p_value([group.n for group in ordered], [group.expected for group in ordered])
    beaten = _beaten_by_nothing(question, found, leader, adjusted)
    status = _status(question, found, adjusted, (ratio, leader, against), beaten=beaten)
    return Verdict(
        question=question,
        status=status,
        winner=leader if status == "winner" else "",
        leader=leader,
        second=second,
        srm=ratio,
        estimates=_estimates(question, ordered),
        comparisons=found,
        bayesian_model=bayesian.model(ordered),
        power=_power(question, adjusted, against),
        saved=saved,
        harmed=status == "winner" and _harms(ordered, leader, second),
        nothing_did_better=beaten,
    )


def _adjusted(question: Question, groups: list[Group]) -> tuple[list[Group], float | None]:
    if question.method in {"fixed", "sequential"} and (found := cuped.adjust(groups)):
        return found
    return groups, None


def _best_two(question: Question, groups: Sequence[Group]) -> tuple[str, str]:
    """Return the best variant and the second; "" where there are none with people."""
    variants = [group for group in groups if group.n and not group.holdout]
    order = sorted(variants, key=lambda group: group.level, reverse=not question.lower_is_better)
    names = [group.name for group in order]
    return (names[0] if names else "", names[1] if len(names) > 1 else "")


def _status(
    question: Question,
    found: Sequence[Comparison],
    groups: Sequence[Group],
    seen: tuple[float, str, Comparison | None],
    *,
    beaten: bool,
) -> Status:
    ratio, leader, against = seen
    open_ended: Status = "inconclusive" if question.final else "running"
    if ratio < srm.ALARM:
        return "srm"
    if against is None or (question.method != "sequential" and not question.final):
        return open_ended
    if _is_no_difference(question, found, groups):
        return "no_difference"
    if beaten or not _survives(question, found, leader, against, groups):
        return open_ended
    return "winner"


def _is_no_difference(question: Question, found: Sequence[Comparison], groups: Sequence[Group]) -> bool:
    """Tell whether every two variants differ by less than what would matter."""
    effect = question.minimum_effect
    held = {group.name for group in groups if group.holdout}
    own = [one.difference for one in found if one.a not in held]
    return effect is not None and bool(own) and all(_within(one, effect) for one in own)


def _within(interval: Interval, effect: float) -> bool:
    return interval.low is not None and interval.high is not None and -effect <= interval.low <= interval.high <= effect


def _survives(
    question: Question, found: Sequence[Comparison], leader: str, against: Comparison, groups: Sequence[Group]
) -> bool:
    """Tell whether the leader beats the second after the correction, its interval included; of several means also
    their control (Dunnett).
    """
    if against.difference.estimate == 0:
        return False
    if against.p is None:
        variants = [group for group in groups if group.n and not group.holdout]
        chances = bayesian.standing(variants, lower_is_better=question.lower_is_better)
        return any(one.name == leader and chance >= SURE for one, (chance, _) in zip(variants, chances, strict=True))
    over_all = corrections.holm([one.p or 0.0 for one in found])[list(found).index(against)]
    control = next((group.name for group in groups), "")
    others = [
        one.p_adjusted or 0.0 for one in found if one.correction == corrections.DUNNETT and one.b == leader != control
    ]
    own = [] if groups[0].holdout else others  # a holdout is asked by itself
    return against.is_sure(question.alpha) and max(over_all, *own, 0.0) < question.alpha


def _beaten_by_nothing(question: Question, found: Sequence[Comparison], leader: str, groups: Sequence[Group]) -> bool:
    """Tell whether those who got nothing did better than the leader, beyond chance."""
    held = next((group.name for group in groups if group.holdout), None)
    against = next((one for one in found if one.a == held and one.b == leader), None)
    if held is None or against is None:
        return False
    worse = against.difference.estimate > 0 if question.lower_is_better else against.difference.estimate < 0
    if against.p_adjusted is None:
        return worse and (against.prob_best or 0.0) < 1 - SURE
    return worse and against.is_sure(question.alpha)


def _harms(groups: Sequence[Group], leader: str, second: str) -> bool:
    """Tell whether more people unsubscribe from the leader than from the second, beyond chance."""
    two = [next(group for group in groups if group.name == name) for name in (second, leader) if name]
    if len(two) < 2 or any(group.unsubscribed is None for group in two):
        return False
    a, b = (Group(name=group.name, n=group.n, hits=group.unsubscribed or 0) for group in two)
    found = proportions.compare(a, b)
    return found.difference.estimate > 0 and (found.p or 0.0) < power.LEVEL and found.difference.excludes_zero


def _estimates(question: Question, groups: Sequence[Group]) -> tuple[Estimate, ...]:
    variants = [group for group in groups if not group.holdout and group.n]
    standing = bayesian.standing(variants, lower_is_better=question.lower_is_better) if len(variants) > 1 else []
    chances = {group.name: one for group, one in zip(variants, standing, strict=False)}
    return tuple(_estimate(question, group, chances.get(group.name, (None, None))) for group in groups)


def _estimate(question: Question, group: Group, chance: tuple[float | None, float | None]) -> Estimate:
    always = question.method == "sequential"
    width = sequential.critical(group.doers, question.alpha) if always else None
    if group.values is None:
        low, high = wilson(group.hits, group.n, NORMAL if width is None else width)
        method = WILSON
    else:
        low, high = mean_interval(group.values, width) or (None, None)  # type: ignore[assignment]
        method = STUDENT if group.ratio is None else RATIO
    return Estimate(
        group=group,
        low=low,
        high=high,
        method=sequential.SEQUENCE if always else method,
        prob_best=chance[0],
        expected_loss=chance[1],
    )


def _power(question: Question, groups: Sequence[Group], against: Comparison | None) -> Power | None:
    """Return the power for what would matter, else for what was seen; None where there is nothing to go by."""
    variants = [group for group in groups if not group.holdout and group.n]
    effect = question.minimum_effect or (abs(against.difference.estimate) if against else 0.0)
    if len(variants) < 2 or not effect:
        return None
    n = min(group.n for group in variants)
    observed = not question.minimum_effect
    if variants[0].values is not None:
        variance = sum(group.values.variance for group in variants if group.values) / len(variants)
        if not variance:
            return None
        reached = power.reached_for_means(variance, effect, n)
        needed = power.people_for_means(variance, effect)
        return Power(effect=effect, observed=observed, reached=reached, needed=needed, formula=power.MEANS)
    base = sum(group.hits for group in variants) / sum(group.n for group in variants)
    low, high = max(base - effect / 2, 1e-9), min(base + effect / 2, 1 - 1e-9)
    reached, needed = power.reached(low, high, n), power.people(low, high)
    return Power(effect=effect, observed=observed, reached=reached, needed=needed, formula=power.FORMULA)
