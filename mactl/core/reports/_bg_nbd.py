"""BG/NBD: how often customers buy until they leave for good (Fader, Hardie and Lee 2005, Marketing Science 24:275-284).

While active a customer buys at a rate of their own (gamma r, alpha over customers), and after each repeat purchase
leaves with a probability of their own (beta a, b). All that is known of one: x repeat purchases, the last of them t_x
after the first purchase, and T from the first purchase to now, in one unit of time. Arrays have a place a customer, or
a place a distinct (x, t_x, T) with how many share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mactl.core.reports._most_likely import most_likely

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.3, 0.3, 3.0), (2.0, 2.0, 0.1, 10.0))
_NODES = 10  # of the quadrature over the horizon: expected purchases are smooth, so a few are exact
_NEAR_ONE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of customers: repeat purchases ``x``, ``t_x``, ``age`` (T), and how ``many`` are alike."""

    x: Floats
    t_x: Floats
    age: Floats
    many: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class BgNbd:
    """The model with its parameters; ``log_likelihood`` is that of the history it was fitted to."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def alive(self, known: History) -> Floats:
        """Return the probability that customers have not left; of one without a repeat purchase it is 1 by the model.

        Fader, Hardie and Lee (2008), "Computing P(alive) using the BG/NBD model".
        """
        found: Floats = 1 / (1 + self._gone(known))
        return found

    def expected(self, known: History, length: float) -> Floats:
        """Return how many purchases each is expected to make in the next ``length``: equation 10 of the paper.

        Gauss's function is taken after Euler's transformation, whose terms stay small where the published form
        overflows for customers of many purchases.
        """
        import numpy as np
        from scipy.special import hyp2f1

        a = self.a if abs(self.a - 1) > _NEAR_ONE else 1 + _NEAR_ONE  # the formula's limit there, to six digits
        r, b, top = self.r, self.b, a + self.b + known.x - 1
        share = length / (self.alpha + known.age + length)
        kept = np.exp((a - 1) * np.log1p(-share)) * hyp2f1(a + b - 1 - r, a - 1, top, share)
        found: Floats = top / (a - 1) * (1 - kept) / (1 + self._gone(known))
        return found

    def discounted(self, known: History, length: float, rate: float) -> Floats:
        """Return expected purchases of the next ``length``, each worth exp(-rate * time until it).

        By parts: what is expected in all, less the discount on what is expected up to each moment, integrated by the
        quadrature of Gauss and Legendre.
        """
        import numpy as np

        total: Floats = np.exp(-rate * length) * self.expected(known, length)
        if not rate:
            return total
        places, weights = np.polynomial.legendre.leggauss(_NODES)
        for time, weight in zip((places + 1) * length / 2, weights * length / 2, strict=True):
            total = total + weight * rate * np.exp(-rate * time) * self.expected(known, float(time))
        return total

    def _gone(self, known: History) -> Floats:
        """Return the odds that customers have left: 0 for those without a repeat purchase."""
        import numpy as np

        repeats = np.maximum(known.x, 1)
        grown = (self.r + repeats) * np.log((self.alpha + known.age) / (self.alpha + known.t_x))
        odds = self.a / (self.b + repeats - 1) * np.exp(np.minimum(grown, 700))
        found: Floats = np.where(known.x > 0, odds, 0.0)
        return found


def fit(known: History) -> BgNbd:
    """Return the model whose parameters make ``known`` most likely, by its analytic gradient, from several starts."""
    import numpy as np

    scale = float(np.average(known.age, weights=known.many))  # time in units of a usual age: alpha is about 1
    scaled = History(x=known.x, t_x=known.t_x / scale, age=known.age / scale, many=known.many)
    seen = float(known.many.sum())
    r, alpha, a, b = most_likely(lambda parameters: likelihood(parameters, scaled), _STARTS, seen)
    best, _gradient = likelihood(np.array([r, alpha * scale, a, b]), known)
    return BgNbd(r=r, alpha=alpha * scale, a=a, b=b, log_likelihood=best)


def likelihood(parameters: Floats, known: History) -> tuple[float, Floats]:
    """Return the logarithm of the likelihood of r, alpha, a, b (equation 6 of the paper) and its gradient by them."""
    import numpy as np
    from scipy.special import digamma, gammaln

    r, alpha, a, b = parameters
    x, repeated = known.x, known.x > 0
    late, early = np.log(alpha + known.age), np.log(alpha + known.t_x)
    before = np.where(repeated, b + x - 1, 1.0)
    stays = -(r + x) * late
    leaves = np.where(repeated, np.log(a) - np.log(before) - (r + x) * early, -np.inf)
    mixed = np.logaddexp(stays, leaves)
    share = np.exp(leaves - mixed)  # how much of the likelihood is that of having left
    bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    value = float((known.many * (bought + stayed + mixed)).sum())
    by_r = digamma(r + x) - digamma(r) + np.log(alpha) - (1 - share) * late - share * early
    by_alpha = r / alpha - (r + x) * ((1 - share) / (alpha + known.age) + share / (alpha + known.t_x))
    by_a = digamma(a + b) - digamma(a + b + x) + share / a
    by_b = digamma(a + b) - digamma(a + b + x) + digamma(b + x) - digamma(b) - share / before
    gradient = np.array([float((known.many * each).sum()) for each in (by_r, by_alpha, by_a, by_b)])
    return value, gradient
