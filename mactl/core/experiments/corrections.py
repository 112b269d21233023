"""Corrections for several comparisons: Holm's for any, Dunnett's for means against one control."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

HOLM, DUNNETT = "Holm", "Dunnett"
_NODES = 96


def holm(values: Sequence[float]) -> list[float]:
    """Return p values corrected so that any false find among them stays below the level (Holm 1979)."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    found, least = [0.0] * len(values), 0.0
    for rank, place in enumerate(order):
        least = max(least, min(1.0, values[place] * (len(values) - rank)))
        found[place] = least
    return found


def dunnett(statistics: Sequence[float], control: float, others: Sequence[float], degrees: float) -> list[float]:
    """Return two-sided p values of means against one control (Dunnett 1955), each with its own variance.

    ``control`` and ``others`` are the squared standard errors of the means, from which the correlations follow;
    ``degrees`` are those of the variance as a whole. The largest of the statistics is integrated over the control's
    normal and the chi of the variance.
    """
    import numpy as np

    loads = np.array([math.sqrt(control / (control + other)) if control + other else 0.0 for other in others])
    scales, shares = _chi(degrees)
    return [
        float(max(0.0, 1.0 - np.sum(shares * _below(abs(value) * scales, loads)))) if math.isfinite(value) else 1.0
        for value in statistics
    ]


def _below(limits: Any, loads: Any) -> Any:
    """Return, for each limit, the chance that all statistics lie within it on both sides."""
    import numpy as np
    from scipy.special import ndtr

    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    weights = weights / weights.sum()
    within = np.ones((len(limits), len(nodes)))
    for load in loads:
        own = math.sqrt(1 - load * load) or 1e-12
        within *= ndtr((limits[:, None] - load * nodes) / own) - ndtr((-limits[:, None] - load * nodes) / own)
    return within @ weights


def _chi(degrees: float) -> tuple[Any, Any]:
    """Return nodes and weights of sqrt(chi-square / degrees): 1 where there are so many that it does not spread."""
    import numpy as np
    from scipy.stats import chi2

    if degrees > 20_000:
        return np.array([1.0]), np.array([1.0])
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return np.sqrt(chi2.ppf((nodes + 1) / 2, degrees) / degrees), weights / 2
