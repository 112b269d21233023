"""Intervals for the difference of two groups: of two proportions, of two means."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from mactl.core.experiments.student import quantile

CONFIDENCE = 0.95
NORMAL = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate, and between what it lies with a confidence of 95 %. None: there is too little to say."""

    estimate: float
    low: float | None = None
    high: float | None = None

    def times(self, factor: float) -> Interval:
        """Return the interval of so many times the quantity (``factor`` is 0 or more)."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Interval(estimate=self.estimate * factor, low=low, high=high)

    @property
    def excludes_zero(self) -> bool:
        """Whether the difference is more than chance explains."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A group of ``n``: the sum of a quantity over it, zeros included, and the sum of its squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """Return the mean; 0 for nobody."""
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Return the variance, with n - 1."""
        return max(self.squares - self.total * self.mean, 0.0) / (self.n - 1) if self.n > 1 else 0.0


def wilson(hits: int, n: int, z: float = NORMAL) -> tuple[float, float]:
    """Return the interval of a proportion (Wilson 1927), ``z`` standard errors wide; of nothing, everything."""
    if n == 0 or math.isinf(z):
        return 0.0, 1.0
    share = hits / n
    middle = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def newcombe(hits: int, n: int, base_hits: int, base_n: int, z: float = NORMAL) -> Interval:
    """Return how much higher a proportion is than a base's (Newcombe 1998, method 10: Wilson's intervals squared)."""
    share, base = (hits / n if n else 0.0), (base_hits / base_n if base_n else 0.0)
    if not n or not base_n:
        return Interval(estimate=share - base)
    low, high = wilson(hits, n, z)
    base_low, base_high = wilson(base_hits, base_n, z)
    return Interval(
        estimate=share - base,
        low=share - base - math.hypot(share - low, base_high - base),
        high=share - base + math.hypot(high - share, base - base_low),
    )


def mean_interval(sample: Sample, z: float | None = None) -> tuple[float, float] | None:
    """Return the interval of a mean: Student's, or ``z`` standard errors wide; None where nothing spreads."""
    if sample.n < 2 or not sample.variance or (z is not None and math.isinf(z)):
        return None
    width = quantile((1 + CONFIDENCE) / 2, sample.n - 1) if z is None else z
    spread = width * math.sqrt(sample.variance / sample.n)
    return sample.mean - spread, sample.mean + spread


def welch(sample: Sample, base: Sample) -> Interval:
    """Return how much higher a mean is than a base's, the variances not taken as equal (Welch 1947)."""
    difference = sample.mean - base.mean
    if sample.n < 2 or base.n < 2:
        return Interval(estimate=difference)
    own, other = sample.variance / sample.n, base.variance / base.n
    if own + other == 0:
        return Interval(estimate=difference)
    df = (own + other) ** 2 / (own**2 / (sample.n - 1) + other**2 / (base.n - 1))
    spread = quantile((1 + CONFIDENCE) / 2, df) * math.sqrt(own + other)
    return Interval(estimate=difference, low=difference - spread, high=difference + spread)
