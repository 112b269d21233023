"""Two arms held against each other: the difference, how sure it is, and by which methods."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.experiments.intervals import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How much higher ``b`` is than ``a``. ``statistic`` is a z or t (``letter``) and None where none was taken.

    ``p_method``, ``interval_method`` and ``correction`` name how each number was come by. A Bayesian view has no p:
    ``prob_best`` is the chance that b is better than a, ``expected_loss`` what choosing b costs where it is not.
    """

    a: str
    b: str
    difference: Interval
    interval_method: str
    letter: str = "z"
    statistic: float | None = None
    p: float | None = None
    p_method: str = ""
    p_adjusted: float | None = None
    correction: str = ""
    prob_best: float | None = None
    expected_loss: float | None = None

    def is_sure(self, alpha: float) -> bool:
        """Tell whether the two differ beyond chance: by the corrected p, and by the interval as well.

        The two are not reckoned alike (a pooled z beside Newcombe's interval), so that on the borderline one may say
        yes and the other no. The stricter of them holds.
        """
        return self.p_adjusted is not None and self.p_adjusted < alpha and self.difference.excludes_zero

    def is_split(self, alpha: float) -> bool:
        """Tell whether p, uncorrected, and the interval say different things of the difference."""
        known = self.p is not None and self.difference.low is not None
        return known and ((self.p or 0.0) < alpha) != self.difference.excludes_zero
