"""CUPED: what people did before the test takes out what they would have done anyway (Deng, Xu, Kohavi, Walker 2013)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mactl.core.experiments.groups import Before, Group
from mactl.core.experiments.intervals import Sample
from mactl.core.experiments.means import sample

METHOD = "CUPED"


def adjust(groups: Sequence[Group]) -> tuple[list[Group], float] | None:
    """Return the groups with adjusted values, and the share of the variance that was saved; None without a past.

    The values become y - theta·(x - mean of all x), theta the covariance within the arms over the variance of x within
    them; sums are all that is needed.
    """
    pasts = [group.before for group in groups]
    if any(past is None for past in pasts) or sum(group.n for group in groups) <= len(groups):
        return None
    pairs = [(sample(group), past) for group, past in zip(groups, pasts, strict=True) if past is not None]
    within = sum(past.squares - past.total**2 / own.n for own, past in pairs if own.n)
    shared = sum(past.products - past.total * own.total / own.n for own, past in pairs if own.n)
    if within <= 0:
        return None
    theta = shared / within
    centre = sum(past.total for _own, past in pairs) / sum(own.n for own, _past in pairs)
    made = [_adjusted(own, past, theta, centre) for own, past in pairs]
    before = sum(own.variance * own.n for own, _past in pairs)
    saved = 1 - sum(one.variance * one.n for one in made) / before if before else 0.0
    return [replace(group, values=one) for group, one in zip(groups, made, strict=True)], saved


def _adjusted(own: Sample, past: Before, theta: float, centre: float) -> Sample:
    shift = theta * centre
    squares = own.squares + theta**2 * past.squares - 2 * theta * past.products
    total = own.total - theta * past.total
    return Sample(n=own.n, total=total + own.n * shift, squares=squares + 2 * shift * total + own.n * shift**2)
