"""Gamma-Gamma: what an order of a customer is worth on average (Fader and Hardie 2005, "The Gamma-Gamma Model").

Orders of a customer vary about a mean of their own (gamma p), and the means vary over customers (gamma q, v), whatever
the number of orders. Fitted to those with repeat purchases: how many (x), and their average value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mactl.core.reports._most_likely import most_likely

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STARTS = ((1.0, 2.0, 1.0), (5.0, 4.0, 1.0), (1.0, 10.0, 10.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class GammaGamma:
    """The model with its parameters."""

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float:
        """Return the average over all customers; infinite where q is at most 1."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")

    def value(self, x: Floats, average: Floats) -> Floats:
        """Return the value expected of an order: a customer's own average, drawn towards everybody's (equation 5)."""
        weight = self.p * x / (self.p * x + self.q - 1)
        found: Floats = (1 - weight) * self.mean + weight * average
        return found


def fit(x: Floats, average: Floats) -> GammaGamma:
    """Return the model that makes the averages (all above 0) of ``x`` orders each most likely."""
    scale = float(average.mean())
    values = average / scale
    p, q, v = most_likely(lambda parameters: likelihood(parameters, x, values), _STARTS, len(x))
    return GammaGamma(p=p, q=q, v=v * scale)


def likelihood(parameters: Floats, x: Floats, average: Floats) -> tuple[float, Floats]:
    """Return the logarithm of the likelihood of p, q, v (equation 1a) and its gradient by them."""
    import numpy as np
    from scipy.special import digamma, gammaln

    p, q, v = parameters
    shape, spent = p * x, x * average
    whole = np.log(v + spent)
    value = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(v) + shape * np.log(spent)
    value = value - np.log(average) - (shape + q) * whole
    by_p = x * (digamma(shape + q) - digamma(shape) + np.log(spent) - whole)
    by_q = digamma(shape + q) - digamma(q) + np.log(v) - whole
    by_v = q / v - (shape + q) / (v + spent)
    return float(value.sum()), np.array([float(each.sum()) for each in (by_p, by_q, by_v)])
