"""Ratios of two sums over people (clicks for each message, revenue for each order): the delta method.

People are drawn, not their messages and orders, so that these are no independent sample: what one person does with
several of them hangs together. The delta method (Deng, Knoblich and Lu 2018) takes the person as the unit. With each
person's share of the ratio written as r + (y - r·x) / mean of x, their mean is the ratio, and the variance of that mean
is the one of the delta method; so Welch's test, Dunnett's and the sequences take a ratio as they take any mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.experiments.intervals import Sample
from mactl.i18n import mark

DELTA = mark("Welch t, delta method")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """What ``n`` people did: the sums of y (above the line) and x (below it), of their squares and products."""

    n: int = 0
    above: float = 0.0
    below: float = 0.0
    above_squares: float = 0.0
    below_squares: float = 0.0
    products: float = 0.0

    @property
    def value(self) -> float:
        """Return the ratio; 0 of nothing."""
        return self.above / self.below if self.below else 0.0


def linearised(found: Ratio) -> Sample:
    """Return the sample whose mean is the ratio and whose variance is that of the delta method."""
    if not found.n or not found.below:
        return Sample(n=found.n, total=0.0, squares=0.0)
    ratio, mean = found.value, found.below / found.n
    left = found.above_squares - 2 * ratio * found.products + ratio**2 * found.below_squares
    return Sample(n=found.n, total=found.n * ratio, squares=found.n * ratio**2 + max(left, 0.0) / mean**2)
