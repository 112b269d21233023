"""k-means by Lloyd's steps from k-means++ starts (Arthur and Vassilvitskii 2007), without dice: draws come from a hash.

The same rows and the same seed always give the same clusters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mactl.core.schedule.arms import share

if TYPE_CHECKING:
    from mactl.core.segments.facts import Floats, Ints

STARTS = 5
_STEPS = 100
_JUDGED = 1_000  # rows that a silhouette looks at


def fit(rows: Floats, k: int, seed: int) -> Floats:
    """Return the ``k`` centres with the least sum of squares of several starts, ordered by their first coordinate."""
    found = [_lloyd(rows, _begin(rows, k, _draws(f"kmeans:{seed}:{start}"))) for start in range(STARTS)]
    centres = min(found, key=lambda each: _inertia(rows, each))
    ordered: Floats = centres[centres[:, 0].argsort(kind="stable")]
    return ordered


def nearest(rows: Floats, centres: Floats) -> Ints:
    """Return the place of the centre nearest to each row."""
    found: Ints = _squares(rows, centres).argmin(axis=1)
    return found


def silhouette(rows: Floats, place: Ints) -> float:
    """Return how much nearer rows are to their own cluster than to the next, -1 to 1, over the first thousand rows."""
    import numpy as np

    rows, place = rows[:_JUDGED], place[:_JUDGED]
    distance = np.sqrt(_squares(rows, rows))
    member = np.eye(int(place.max()) + 1)[place]
    sizes = member.sum(axis=0)
    inside = sizes[place]
    mean = distance @ member / np.maximum(sizes, 1)
    own = np.take_along_axis(mean, place[:, None], 1)[:, 0] * inside / np.maximum(inside - 1, 1)
    mean[np.arange(len(rows)), place] = np.inf
    mean[:, sizes == 0] = np.inf
    other = mean.min(axis=1)
    worth = np.where(inside > 1, (other - own) / np.maximum(np.maximum(own, other), 1e-12), 0)
    return float(worth.mean())


def agreement(one: Ints, other: Ints) -> float:
    """Return the adjusted Rand index of two splits of the same rows (Hubert and Arabie 1985): 1 alike, 0 chance."""
    import numpy as np

    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    both, across, down = (float(_pairs(each).sum()) for each in (table, table.sum(axis=1), table.sum(axis=0)))
    chance = across * down / float(_pairs(np.array(float(len(one)))))
    most = (across + down) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def _pairs(counts: Floats) -> Floats:
    return counts * (counts - 1) / 2


def _draws(key: str) -> Iterator[float]:
    number = 0
    while True:
        yield share(key, str(number))
        number += 1


def _begin(rows: Floats, k: int, draws: Iterator[float]) -> Floats:
    """Return k rows as first centres: each with a chance in proportion to its square distance from those before."""
    import numpy as np

    centres = [rows[int(next(draws) * len(rows))]]
    far = _squares(rows, np.array(centres))[:, 0]
    while len(centres) < k:
        spot = int(np.searchsorted(far.cumsum(), next(draws) * far.sum()))
        centres.append(rows[min(spot, len(rows) - 1)])
        far = np.minimum(far, _squares(rows, centres[-1][None])[:, 0])
    return np.array(centres)


def _lloyd(rows: Floats, centres: Floats) -> Floats:
    import numpy as np

    place = nearest(rows, centres)
    for _step in range(_STEPS):
        moved = np.array([rows[place == n].mean(axis=0) if (place == n).any() else each
                          for n, each in enumerate(centres)])  # fmt: skip
        again = nearest(rows, moved)
        if (again == place).all():
            return moved
        centres, place = moved, again
    return centres


def _inertia(rows: Floats, centres: Floats) -> float:
    return float(_squares(rows, centres).min(axis=1).sum())


def _squares(rows: Floats, centres: Floats) -> Floats:
    """Return the square of the distance from each row to each centre."""
    import numpy as np

    found: Floats = (rows**2).sum(axis=1)[:, None] - 2 * rows @ centres.T + (centres**2).sum(axis=1)
    return np.maximum(found, 0)
