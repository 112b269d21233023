"""The Bayesian view: which arm is best with what chance, and what choosing it costs where it is not.

Rates have a Beta(1, 1) prior; means the normal that their sampling makes of a flat one. The integrals are computed, not
drawn: the same figures give the same answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from mactl.core.experiments.groups import Group
from mactl.i18n import mark

BETA, NORMAL = mark("Beta(1,1) prior"), mark("normal posterior")
_EDGES = 24  # pieces between the quantiles of each arm
_NODES = 10
_TAIL = 1e-12


def model(groups: Sequence[Group]) -> str:
    """Return the name of the model that a view of these arms rests on."""
    return BETA if groups[0].values is None else NORMAL


def standing(groups: Sequence[Group], *, lower_is_better: bool = False) -> list[tuple[float, float]]:
    """Return, for each arm, the chance that it is the best and the expected loss of choosing it, in the metric's unit.

    The chance of i is the integral of its density times the others' distribution functions, the best's mean that of one
    minus all distribution functions.
    """
    posteriors = [_posterior(group, lower_is_better=lower_is_better) for group in groups]
    nodes, weights = _grid(posteriors)
    below = [one.cdf(nodes) for one in posteriors]
    chances = []
    for place, one in enumerate(posteriors):
        product = one.pdf(nodes)
        for other, function in enumerate(below):
            product = product * (function if other != place else 1.0)
        chances.append(float(weights @ product))
    whole = sum(chances) or 1.0
    best = _mean_of_best(nodes, weights, below)
    return [
        (chance / whole, max(0.0, best - float(one.mean()))) for chance, one in zip(chances, posteriors, strict=True)
    ]


def _posterior(group: Group, *, lower_is_better: bool) -> Any:
    from scipy import stats

    if group.values is None:
        hits = group.n - group.hits if lower_is_better else group.hits
        return stats.beta(1 + hits, 1 + group.n - hits)
    spread = math.sqrt(group.values.variance / group.n) if group.n > 1 else 0.0
    return stats.norm(-group.values.mean if lower_is_better else group.values.mean, spread or 1e-9)


def _grid(posteriors: Sequence[Any]) -> tuple[Any, Any]:
    """Return nodes and weights of Gauss and Legendre between the quantiles of all arms, narrow or wide."""
    import numpy as np

    levels = np.concatenate([[_TAIL], np.linspace(0.001, 0.999, _EDGES), [1 - _TAIL]])
    edges = np.unique(np.concatenate([one.ppf(levels) for one in posteriors]))
    own, share = np.polynomial.legendre.leggauss(_NODES)
    half = np.diff(edges)[:, None] / 2
    nodes = edges[:-1, None] + half + half * own
    return nodes.ravel(), (half * share).ravel()


def _mean_of_best(nodes: Any, weights: Any, below: Sequence[Any]) -> float:
    """Return the mean of the largest: where it starts, and one minus the product of all distribution functions."""
    import numpy as np

    product = np.ones_like(nodes)
    for function in below:
        product = product * function
    return float(nodes[0] + weights @ (1 - product))
