"""Bandits: more people for what does better, by the chance of being best, and a floor for each arm.

Thompson sampling (1933) gives each arm the share with which it is the best; here that share is computed and people are
drawn by hash, so that a wave is the same however often it is looked at. What a bandit collected is never fed to a test
that takes the arms' sizes as given. In a campaign the people of each wave are given their arms together; in a flow they
come one by one, and are drawn by the weights of the moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mactl.core.experiments import bayesian
from mactl.core.experiments.groups import Group
from mactl.core.experiments.intervals import Sample
from mactl.core.schedule.arms import share

FLOOR = 0.1  # of the people of a wave go to the arms alike, whatever they did
WAVES = 10
FEWEST = 20  # people in every arm before any is given more than another
Wave = Mapping[str, Any]  # {"at", "weights", "people"}: those drawn from then on, until the next


def wave(test: str, customer: str) -> int:
    """Return in which of the waves, from 0, a customer of a bandit is given an arm."""
    return int(share(f"abtest:{test}:wave", customer) * WAVES)


def weights(groups: Sequence[Group], *, lower_is_better: bool = False) -> dict[str, float]:
    """Return the share of the next wave that each arm is given: alike while some arm has met next to nobody."""
    if min(group.n for group in groups) < FEWEST:
        return {group.name: 1 / len(groups) for group in groups}
    chances = bayesian.standing(_alike(groups), lower_is_better=lower_is_better)
    even = FLOOR / len(groups)
    return {group.name: even + (1 - FLOOR) * chance for group, (chance, _loss) in zip(groups, chances, strict=True)}


def _alike(groups: Sequence[Group]) -> list[Group]:
    """Return arms of means with the variance of all: one in which nobody bought yet is not sure of its zero."""
    people = sum(group.n for group in groups)
    within = sum(group.values.variance * group.n for group in groups if group.values) / people
    return [group if group.values is None else replace(group, values=_spread(group.values, within))
            for group in groups]  # fmt: skip


def _spread(own: Sample, variance: float) -> Sample:
    """Return a sample with its mean and another variance."""
    return Sample(n=own.n, total=own.total, squares=variance * (own.n - 1) + own.total * own.mean)


def closed(waves: Sequence[Wave], drawn: int) -> list[dict[str, Any]]:
    """Return the waves with the people of the last, where ``drawn`` have an arm in all."""
    before = sum(int(wave["people"]) for wave in waves[:-1])
    return [*map(dict, waves[:-1]), {**waves[-1], "people": max(0, drawn - before)}]


def expected(waves: Sequence[Wave]) -> dict[str, float]:
    """Return how many people each arm should have, by the weights of the waves."""
    sums: dict[str, float] = {}
    for wave in waves:
        whole = sum(wave["weights"].values())
        for name, weight in wave["weights"].items():
            sums[name] = sums.get(name, 0.0) + wave["people"] * weight / whole
    return sums
