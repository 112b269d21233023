"""How many people a test needs, what it can see with those it has, and how long that takes."""

from __future__ import annotations

import math
from statistics import NormalDist

from mactl.i18n import mark

FORMULA = mark("Fleiss, pooled variance, no continuity correction")
MEANS = mark("two normal means, equal variances")
LEVEL, POWER = 0.05, 0.8
_normal = NormalDist()


def people(base: float, other: float, alpha: float = LEVEL, power: float = POWER) -> int:
    """Return how many people each of two variants needs to tell their rates apart (Fleiss, Levin and Paik 2003, 4.14).

    ``alpha`` is two-sided.
    """
    middle = (base + other) / 2
    first = _normal.inv_cdf(1 - alpha / 2) * math.sqrt(2 * middle * (1 - middle))
    second = _normal.inv_cdf(power) * math.sqrt(base * (1 - base) + other * (1 - other))
    return math.ceil(((first + second) / (other - base)) ** 2 - 1e-9)


def people_for_means(variance: float, difference: float, alpha: float = LEVEL, power: float = POWER) -> int:
    """Return how many people each of two variants needs to tell their means apart."""
    spread = _normal.inv_cdf(1 - alpha / 2) + _normal.inv_cdf(power)
    return math.ceil(2 * variance * (spread / difference) ** 2 - 1e-9)


def reached(base: float, other: float, n: float, alpha: float = LEVEL) -> float:
    """Return the chance that ``n`` people in each variant show such a difference of rates."""
    middle = (base + other) / 2
    pooled = math.sqrt(2 * middle * (1 - middle))
    own = math.sqrt(base * (1 - base) + other * (1 - other))
    if not own:
        return 1.0 if other != base else alpha
    return _normal.cdf((abs(other - base) * math.sqrt(n) - _normal.inv_cdf(1 - alpha / 2) * pooled) / own)


def reached_for_means(variance: float, difference: float, n: float, alpha: float = LEVEL) -> float:
    """Return the chance that ``n`` people in each variant show such a difference of means."""
    if not variance:
        return 1.0 if difference else alpha
    return _normal.cdf(abs(difference) * math.sqrt(n / (2 * variance)) - _normal.inv_cdf(1 - alpha / 2))
