"""Bandits: more people for what does better, by the chance of being best, and a floor for each arm.

Thompson sampling (1933) gives each arm the share with which it is the best; here that share is computed and people are
drawn by hash, so that a wave is the same however often it is looked at. What a bandit collected is never fed to a test
that takes the arms' sizes as given.
"""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.experiments import bayesian
from mactl.core.experiments.groups import Group
from mactl.core.schedule.arms import share

FLOOR = 0.1  # of the people of a wave go to the arms alike, whatever they did
WAVES = 10


def wave(test: str, customer: str) -> int:
    """Return in which of the waves, from 0, a customer of a bandit is given an arm."""
    return int(share(f"abtest:{test}:wave", customer) * WAVES)


def weights(groups: Sequence[Group], *, lower_is_better: bool = False) -> dict[str, float]:
    """Return the share of the next wave that each arm is given."""
    chances = bayesian.standing(groups, lower_is_better=lower_is_better)
    even = FLOOR / len(groups)
    return {group.name: even + (1 - FLOOR) * chance for group, (chance, _loss) in zip(groups, chances, strict=True)}
