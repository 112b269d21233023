"""Student's t distribution: its quantiles, from the incomplete beta function (Press et al., Numerical Recipes, 6.4)."""

from __future__ import annotations

import math
from statistics import NormalDist

_TINY, _ENOUGH, _TERMS = 1e-300, 1e-15, 500
_NORMAL_FROM = 1e7  # with more degrees of freedom the two differ by less than 1e-7


def quantile(p: float, df: float) -> float:
    """Return the value below which a share ``p`` (0.5 to 1) of Student's t with ``df`` degrees of freedom lies."""
    low, high = 0.0, max(1.0, NormalDist().inv_cdf(p))
    if df > _NORMAL_FROM:
        return high
    while upper_tail(high, df) > 1 - p:
        low, high = high, high * 2
    for _step in range(200):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if upper_tail(middle, df) > 1 - p else (low, middle)
    return high


def upper_tail(t: float, df: float) -> float:
    """Return the share of Student's t with ``df`` degrees of freedom above ``t`` (0 or more)."""
    return incomplete_beta(df / 2, 0.5, df / (df + t * t)) / 2


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1) / (a + b + 2):
        return math.exp(log) * _fraction(a, b, x) / a
    return 1 - math.exp(log) * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Evaluate the continued fraction by Lentz's method."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            found *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return found


def _away(value: float) -> float:
    """Keep a denominator away from zero."""
    return value if abs(value) > _TINY else _TINY
