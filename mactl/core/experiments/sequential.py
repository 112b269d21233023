"""Looking whenever one likes: always-valid p values and confidence sequences.

The score of two groups, n·(b - a) with n the harmonic size n_a·n_b / (n_a + n_b), is a walk that starts at 0 and stays
there on average while nothing differs. Mixing over a normal prior of effects (Robbins 1970; Johari, Koomen, Pekelis and
Walsh 2022 as mSPRT; Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024 as asymptotic confidence sequence) gives a
boundary that such a walk ever crosses with a chance of at most alpha, however often one looks:

    |z| >= sqrt((1 + v / k) · log((1 + k / v) / alpha^2))

The clock k is the harmonic number of people who did it, so that it moves both when people come in one after another and
when all were sent at once and their answers come later. ``TUNING`` (v) is where the boundary is tightest, near k = 7 v;
it is fixed beforehand, as the proof asks. Early looks, with few doers, ask for very much.
"""

from __future__ import annotations

import math
from dataclasses import replace

from mactl.core.experiments import means, proportions
from mactl.core.experiments.comparison import Comparison
from mactl.core.experiments.groups import Group
from mactl.core.experiments.intervals import Interval, newcombe
from mactl.i18n import mark

TUNING = 10.0
ALWAYS_VALID = mark("mSPRT, normal mixture")
SEQUENCE = mark("asymptotic confidence sequence")


def clock(a: Group, b: Group) -> float:
    """Return how much was seen of two groups: their harmonic size times the share that did it."""
    people = a.n + b.n
    return (a.n * b.n / people) * (a.doers + b.doers) / people if people else 0.0


def critical(k: float, alpha: float) -> float:
    """Return the boundary of ``z`` at clock ``k``; infinite while nothing was seen."""
    if k <= 0:
        return math.inf
    return math.sqrt((1 + TUNING / k) * (math.log1p(k / TUNING) - 2 * math.log(alpha)))


def always_valid_p(z: float, k: float) -> float:
    """Return the smallest alpha at which ``z`` crosses the boundary; 1 while nothing was seen."""
    ratio = k / TUNING
    return min(1.0, math.exp((math.log1p(ratio) - z * z * ratio / (1 + ratio)) / 2)) if k > 0 else 1.0


def compare(a: Group, b: Group, alpha: float) -> Comparison:
    """Return how much higher ``b`` is than ``a``, valid at whatever moment one looks."""
    k = clock(a, b)
    limit = critical(k, alpha)
    if a.values is None:
        found = proportions.compare(a, b)
        z = found.statistic or 0.0
        interval = newcombe(b.hits, b.n, a.hits, a.n, limit) if math.isfinite(limit) else _open(found)
    else:
        found = means.compare(a, b)
        z = found.statistic or 0.0
        interval = _around(found, limit * means.error(a, b)) if math.isfinite(limit) else _open(found)
    return replace(found, difference=interval, interval_method=SEQUENCE, p=always_valid_p(z, k), p_method=ALWAYS_VALID)


def _around(found: Comparison, spread: float) -> Interval:
    estimate = found.difference.estimate
    return Interval(estimate=estimate, low=estimate - spread, high=estimate + spread)


def _open(found: Comparison) -> Interval:
    return Interval(estimate=found.difference.estimate)
