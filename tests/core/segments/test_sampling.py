"""Samples by hash: the same people each time, exact sizes, strata that add up."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.schedule.arms import share
from mactl.core.segments import sampling

PEOPLE = [f"c{n}" for n in range(2_000)]
COUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 200), min_size=1, max_size=8)


def test_a_share_is_the_one_of_the_condition() -> None:
    drawn = sampling.by_share(PEOPLE, "pilot-1", 0.1)
    assert drawn == [n for n, name in enumerate(PEOPLE) if share("pilot-1", name) < 0.1]
    assert 150 < len(drawn) < 250


def test_a_larger_sample_holds_the_smaller_one_and_order_does_not_matter() -> None:
    small, large = (set(sampling.by_size(PEOPLE, "k", size)) for size in (50, 500))
    assert (len(small), len(large)) == (50, 500)
    assert small < large
    turned = sampling.by_size(PEOPLE[::-1], "k", 50)
    assert {PEOPLE[::-1][n] for n in turned} == {PEOPLE[n] for n in small}
    assert set(sampling.by_size(PEOPLE, "other", 50)) != small


def test_nobody_is_drawn_twice_where_there_are_too_few() -> None:
    assert sampling.by_size(["a", "b"], "k", 5) == [0, 1]


@given(COUNTS, st.integers(0, 500))
def test_strata_make_the_size_and_keep_their_proportion(counts: dict[str, int], size: int) -> None:
    made, total = sampling.proportional(counts, size), sum(counts.values())
    assert sum(made.values()) == min(size, total)
    for name, count in counts.items():
        assert 0 <= made.get(name, 0) <= count
        if total:
            assert abs(made[name] - min(size, total) * count / total) < 1


@given(COUNTS, st.integers(0, 500))
def test_equal_strata_differ_by_one_unless_they_are_used_up(counts: dict[str, int], size: int) -> None:
    made = sampling.equal(counts, size)
    assert sum(made.values()) == min(size, sum(counts.values()))
    open_ = [made[name] for name, count in counts.items() if made[name] < count]
    if open_:
        assert max(made.values()) - min(open_) <= 1


def test_each_stratum_gives_what_it_is_asked_for() -> None:
    strata = ["big" if n % 4 else "small" for n in range(len(PEOPLE))]
    drawn = sampling.by_strata(PEOPLE, strata, "k", {"big": 30, "small": 10})
    assert Counter(strata[n] for n in drawn) == {"big": 30, "small": 10}
    assert drawn == pytest.approx(sorted(drawn))
