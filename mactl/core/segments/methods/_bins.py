"""Cut points and bins: quantiles of type 7, closed on the right, so that equal values are always in the same bin."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints


def cuts(values: Ints, bins: int) -> list[float]:
    """Return the cut points that divide ``values`` (not empty) into ``bins``, those that coincide too."""
    return quantiles(values, [Fraction(number, bins) for number in range(1, bins)])


def quantiles(values: Ints, shares: Sequence[Fraction]) -> list[float]:
    """Return the quantile of ``values`` (not empty) at each share: linear interpolation, Hyndman and Fan's type 7.

    Places are worked out as fractions, so that one that is a value's own gives exactly that value.
    """
    import numpy as np

    ranks = [divmod(share.numerator * (len(values) - 1), share.denominator) for share in shares]
    wanted = sorted({place for whole, rest in ranks for place in (whole, whole + (rest > 0))})
    found = np.partition(values, wanted) if wanted else values
    made = []
    for share, (whole, rest) in zip(shares, ranks, strict=True):
        low, high = int(found[whole]), int(found[whole + (rest > 0)])
        made.append(low + (high - low) * rest / share.denominator)
    return made


def distinct(found: Sequence[float], values: Ints) -> list[float]:
    """Return cut points each once, without those that nothing lies above: so that some lie above the last."""
    most = values.max()
    return sorted({cut for cut in found if cut < most})


def binned(values: Ints, limits: Sequence[float]) -> Ints:
    """Return the bin of each value, from 1: as many limits as lie below it, and one."""
    import numpy as np

    return np.searchsorted(np.asarray(limits, np.float64), values, side="left") + 1
