"""k-means: finds clear clusters, the same every time; its measures against published formulas worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from mactl.core.segments.methods import _kmeans


def clouds() -> np.ndarray:
    grid = np.array([[x, y] for x in range(5) for y in range(5)], float) / 10
    return np.concatenate([grid + corner for corner in ([0, 0], [10, 0], [5, 9])])


def test_clear_clusters_are_found_whatever_the_seed() -> None:
    rows = clouds()
    for seed in (1, 2, 3):
        place = _kmeans.nearest(rows, _kmeans.fit(rows, 3, seed))
        assert [len(set(place[start : start + 25].tolist())) for start in (0, 25, 50)] == [1, 1, 1]
        assert len(set(place.tolist())) == 3
    assert (_kmeans.fit(rows, 3, 7) == _kmeans.fit(rows, 3, 7)).all()


def test_agreement_is_the_adjusted_rand_index() -> None:
    one, other = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    # By hand: pairs together in both 2, in one 6, in the other 3, of 15; chance 1.2, most 4.5.
    assert _kmeans.agreement(one, other) == pytest.approx((2 - 1.2) / (4.5 - 1.2))
    assert _kmeans.agreement(one, 1 - one) == 1
    assert _kmeans.agreement(one * 0, one * 0) == 1


def test_a_silhouette_is_high_where_clusters_are_apart() -> None:
    rows = np.array([[0.0], [1.0], [10.0], [11.0]])
    # By hand: a = 1, b = 10.5 or 9.5.
    assert _kmeans.silhouette(rows, np.array([0, 0, 1, 1])) == pytest.approx((9.5 / 10.5 + 8.5 / 9.5) / 2)
    assert _kmeans.silhouette(rows, np.array([0, 1, 0, 1])) < 0
