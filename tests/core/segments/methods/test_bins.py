"""Cut points: numpy's type 7 to the last digit where that is exact, and bins that equal values share."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.segments.methods._bins import binned, cuts, distinct, quantiles

VALUES = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60)


@given(VALUES, st.integers(2, 9))
def test_cuts_are_quantiles_of_type_seven(values: list[int], bins: int) -> None:
    found = cuts(np.array(values), bins)
    wanted = np.quantile(values, [n / bins for n in range(1, bins)])
    assert found == pytest.approx(list(wanted), rel=1e-9, abs=1e-6)


@given(VALUES, st.integers(2, 9))
def test_equal_values_share_a_bin_and_the_outer_bins_are_not_empty(values: list[int], bins: int) -> None:
    column = np.array(values)
    limits = distinct(cuts(column, bins), column)
    found = binned(column, limits)
    assert (found.min(), found.max()) == (1, len(limits) + 1)
    assert len(set(zip(values, found.tolist(), strict=True))) == len(set(values))
    assert sorted(found.tolist()) == [b for _value, b in sorted(zip(values, found.tolist(), strict=True))]


def test_a_value_on_a_cut_belongs_to_the_lower_bin() -> None:
    column = np.arange(1, 12)
    assert cuts(column, 5) == [3, 5, 7, 9]
    assert binned(column, [3, 5, 7, 9]).tolist() == [1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_a_place_that_is_a_values_own_gives_exactly_that_value() -> None:
    column = np.arange(0, 996) * 7 + 3  # 0.2 of 995 places is the 199th, though not in floating point
    assert quantiles(column, [Fraction(1, 5)]) == [199 * 7 + 3]


def test_cuts_that_coincide_leave_fewer_bins() -> None:
    column = np.array([1] * 18 + [9, 9])
    assert cuts(column, 5) == [1, 1, 1, 1]
    assert distinct(cuts(column, 5), column) == [1]
    assert distinct(cuts(column[:18], 5), column[:18]) == []
