"""Two means (revenue per recipient, zeros included) or ratios: Welch's t test and interval (Welch 1947)."""

from __future__ import annotations

import math

from mactl.core.experiments.comparison import Comparison
from mactl.core.experiments.groups import Group
from mactl.core.experiments.intervals import Sample, welch
from mactl.core.experiments.ratios import DELTA
from mactl.i18n import mark

WELCH = mark("Welch t")
_NOBODY = Sample(n=0, total=0.0, squares=0.0)


def sample(group: Group) -> Sample:
    """Return the values of a group that has some."""
    return group.values or _NOBODY


def error(a: Group, b: Group) -> float:
    """Return the standard error of the difference of the means."""
    return math.sqrt(sum(one.variance / one.n for one in (sample(a), sample(b)) if one.n))


def welch_t(a: Group, b: Group) -> float:
    """Return the difference b - a in standard errors, the variances not taken as equal; 0 where there is no spread."""
    spread = error(a, b)
    return (sample(b).mean - sample(a).mean) / spread if spread else 0.0


def degrees(a: Group, b: Group) -> float:
    """Return the degrees of freedom after Satterthwaite; 1 where there is no spread."""
    parts = [(one.variance / one.n, one.n) for one in (sample(a), sample(b)) if one.n > 1]
    whole = sum(part for part, _n in parts)
    return whole**2 / sum(part**2 / (n - 1) for part, n in parts) if whole else 1.0


def compare(a: Group, b: Group) -> Comparison:
    """Return how much higher the mean of ``b`` is than that of ``a``, for a fixed sample."""
    from scipy.stats import t as student

    statistic = welch_t(a, b)
    method = WELCH if a.ratio is None else DELTA
    return Comparison(
        a=a.name,
        b=b.name,
        difference=welch(sample(b), sample(a)),
        interval_method=method,
        letter="t",
        statistic=statistic,
        p=float(2 * student.sf(abs(statistic), degrees(a, b))),
        p_method=method,
    )
