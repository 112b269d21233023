"""Two proportions: the pooled z test, Newcombe's interval, and Fisher's exact test where people are few."""

from __future__ import annotations

import math
from statistics import NormalDist

from mactl.core.experiments.comparison import Comparison
from mactl.core.experiments.groups import Group
from mactl.core.experiments.intervals import newcombe
from mactl.i18n import mark

FEWEST = 5  # with a smaller expected count the normal approximation is not trusted
POOLED_Z, FISHER, NEWCOMBE = mark("pooled z"), mark("Fisher exact"), mark("Newcombe 1998")


def pooled_z(a: Group, b: Group) -> float:
    """Return the difference b - a in standard errors, the two proportions taken as equal for the error."""
    people = a.n + b.n
    pooled = (a.hits + b.hits) / people if people else 0.0
    variance = pooled * (1 - pooled) * (1 / a.n + 1 / b.n) if a.n and b.n else 0.0
    return (b.rate - a.rate) / math.sqrt(variance) if variance else 0.0


def two_sided(z: float) -> float:
    """Return the two-sided p of a standard normal."""
    return 2 * NormalDist().cdf(-abs(z)) if abs(z) < 8 else math.erfc(abs(z) / math.sqrt(2))


def is_small(a: Group, b: Group) -> bool:
    """Tell whether some expected count of the two-by-two table is under 5."""
    people, hits = a.n + b.n, a.hits + b.hits
    return bool(people) and min(a.n, b.n) * min(hits, people - hits) < FEWEST * people


def compare(a: Group, b: Group) -> Comparison:
    """Return how much higher the rate of ``b`` is than that of ``a``, for a fixed sample."""
    z, small = pooled_z(a, b), is_small(a, b)
    return Comparison(
        a=a.name,
        b=b.name,
        difference=newcombe(b.hits, b.n, a.hits, a.n),
        interval_method=NEWCOMBE,
        statistic=z,
        p=_fisher(a, b) if small else two_sided(z),
        p_method=FISHER if small else POOLED_Z,
    )


def _fisher(a: Group, b: Group) -> float:
    import numpy as np
    from scipy.stats import fisher_exact

    return float(fisher_exact(np.array([[a.hits, a.n - a.hits], [b.hits, b.n - b.hits]])).pvalue)
