"""Who is like the people of a seed: logistic regression, or the cosine to their middle, on standardised features.

Regression: Newton's steps (iteratively reweighted least squares) with a ridge penalty; both classes weigh alike.
A field that defines the seed says nothing of others; it is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from mactl.core.segments.facts import Floats, Ints

How = Literal["logistic", "cosine"]
RIDGE = 1.0
_STEPS = 50
_DEFINING = 0.98
_MET = 0.01  # of the seed: a value that fewer have is chance


class Capture(NamedTuple):
    """Of the held-out seed, the share ``found`` among the best ``top`` of the ranking: ``lift`` times chance."""

    top: float
    found: float
    lift: float


def standard(raw: Floats) -> Floats:
    """Return columns with mean 0 and deviation 1; one that is the same for all stays 0."""
    import numpy as np

    spread = raw.std(axis=0)
    found: Floats = (raw - raw.mean(axis=0)) / np.where(spread > 1e-12, spread, 1)
    return found


def defines(columns: Floats, seed: Ints) -> bool:
    """Tell whether a field (columns of 0 and 1) defines the seed: its values there are hardly met elsewhere."""
    import numpy as np

    inside = np.zeros(len(columns), bool)
    inside[seed] = True
    met = columns[inside].mean(axis=0) > _MET
    of_seed, of_others = (columns[which][:, met].sum(axis=1).mean() for which in (inside, ~inside))
    return bool(of_seed - of_others > _DEFINING)


def weights(rows: Floats, seed: Ints, others: Ints, how: How) -> Floats:
    """Return what each feature counts, learnt from the ``seed`` and ``others``."""
    import numpy as np

    if how == "cosine":
        middle: Floats = rows[seed].mean(axis=0)
        return middle
    used = np.concatenate([seed, others])
    design = np.column_stack([np.ones(len(used)), rows[used]])
    wanted = np.concatenate([np.ones(len(seed)), np.zeros(len(others))])
    each = np.concatenate([np.full(len(seed), 0.5 / len(seed)), np.full(len(others), 0.5 / len(others))]) * len(used)
    penalty = np.full(design.shape[1], RIDGE)
    penalty[0] = 0
    found: Floats = _newton(design, wanted, each, penalty)[1:]
    return found


def rank(rows: Floats, learnt: Floats, how: How) -> Floats:
    """Return how like the seed each row is; higher is more."""
    import numpy as np

    product: Floats = rows @ learnt
    if how == "logistic":
        return product
    length = np.sqrt((rows**2).sum(axis=1)) * np.sqrt((learnt**2).sum())
    cosine: Floats = product / np.maximum(length, 1e-12)
    return cosine


def captures(likeness: Floats, seed: Floats, tops: Sequence[float]) -> list[Capture]:
    """Return how many of the held-out ``seed`` stand among the best of everybody ranked, the rest being ``likeness``.

    Ties count by their middle: a ranking that says nothing has a lift of 1.
    """
    import numpy as np

    everybody = np.concatenate([likeness, seed])
    ordered = np.sort(everybody)
    low = len(ordered) - np.searchsorted(ordered, seed, side="right")
    high = len(ordered) - np.searchsorted(ordered, seed, side="left")
    made = []
    for top in tops:
        limit = top * len(ordered)
        share = np.clip((limit - low) / np.maximum(high - low, 1), 0, 1)
        found = float(share.mean())
        made.append(Capture(top, found, found / top))
    return made


def _newton(design: Floats, wanted: Floats, each: Floats, penalty: Floats) -> Floats:
    import numpy as np

    learnt: Floats = np.zeros(design.shape[1])
    for _step in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ learnt, -30, 30)))
        slope = design.T @ (each * (wanted - chance)) - penalty * learnt
        curve = (design * (each * chance * (1 - chance))[:, None]).T @ design + np.diag(penalty + 1e-9)
        move = np.linalg.solve(curve, slope)
        learnt = learnt + move
        if np.abs(move).max() < 1e-8:
            break
    return learnt
