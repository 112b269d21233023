"""Attribution: each model on a case worked out by hand, and credits that always add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.clock import DAY
from mactl.core.reports import _credits
from mactl.core.reports._credits import MODELS, Aged, Link, Model

Way = tuple[tuple[tuple[str, int], ...], int | None, int]  # touches with their ages, amount (None: no goal), times
ROWS = [("a", 1, 3, 2, 600), ("b", 2, 3, 2, 600), ("c", 3, 3, 2, 600), ("b", 1, 1, 1, 100)]


def aged(ways: Sequence[Way]) -> Aged:
    """Return the touches of the goal events of ways."""
    names = sorted({touch for touches, _amount, _times in ways for touch, _age in touches})
    rows = [
        (names.index(touch), age, place, amount)
        for touches, amount, times in ways
        if amount is not None
        for _time in range(times)
        for place, (touch, age) in enumerate(touches, 1)
    ]
    touch, age, place, amount = np.array(rows, np.int64).reshape(-1, 4).T
    return Aged(names, touch, age, place, amount)


def links(ways: Sequence[Way]) -> list[Link]:
    """Return which touch followed which on ways."""
    counts: Counter[tuple[str | None, str | None, int]] = Counter()
    amounts: Counter[tuple[str | None, str | None, int]] = Counter()
    for touches, amount, times in ways:
        met = int(amount is not None)
        for one, other in pairwise([None, *(touch for touch, _age in touches), None]):
            counts[one, other, met] += times
            amounts[one, other, met] += times * (amount or 0) * (other is None)
    return [(*link, times, amounts[link]) for link, times in counts.items()]


@pytest.mark.parametrize(
    ("model", "events"),
    [
        ("last", {"a": 0, "b": 1, "c": 2}),
        ("first", {"a": 2, "b": 1, "c": 0}),
        ("linear", {"a": Fraction(2, 3), "b": Fraction(5, 3), "c": Fraction(2, 3)}),
        ("position", {"a": Fraction(4, 5), "b": Fraction(7, 5), "c": Fraction(4, 5)}),
    ],
)
def test_models_by_place(model: Model, events: dict[str, Fraction]) -> None:
    assert {touch: found[0] for touch, found in _credits.by_place(model, ROWS).items()} == events


def test_a_touch_seven_days_older_weighs_half() -> None:
    found = _credits.by_age(aged([((("a", 8 * DAY), ("b", DAY)), 300, 1)]))
    assert found["a"] == pytest.approx((1 / 3, 100))
    assert found["b"] == pytest.approx((2 / 3, 200))


def test_removal_effects_by_hand() -> None:
    """Two ways a > b > goal, one a > lost, one b > goal.

    P(a) = 3/4, P(b) = 1/4; a > b 2/3, a > lost 1/3; b > goal 1. So P(goal) = 3/4 * 2/3 + 1/4 = 3/4. Without a it is
    1/4 (1/2 lost), without b 0 (3/4 lost): shares 2/5 and 3/5 of three goal events.
    """
    ways: list[Way] = [
        ((("a", 0), ("b", 0)), 100, 2),
        ((("a", 0),), None, 1),
        ((("b", 0),), 40, 1),
    ]
    found = _credits.by_removal(links(ways))
    assert found["a"] == pytest.approx((3 * 2 / 5, 240 * 2 / 5))
    assert found["b"] == pytest.approx((3 * 3 / 5, 240 * 3 / 5))


@given(st.integers(1, 50))
def test_shares_of_one_event_add_up_to_one(places: int) -> None:
    for model in ("last", "first", "linear", "position"):
        assert sum(_credits.share(model, place, places) for place in range(1, places + 1)) == 1  # type: ignore[arg-type]


TOUCHES = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 30 * DAY)), min_size=1, max_size=6).map(tuple)
WAYS = st.lists(st.tuples(TOUCHES, st.none() | st.integers(0, 10**6), st.integers(1, 9)), max_size=12)


@given(WAYS)
def test_credits_add_up_to_the_goal_events(ways: list[Way]) -> None:
    events = sum(times for _touches, amount, times in ways if amount is not None)
    revenue = sum(amount * times for _touches, amount, times in ways if amount is not None)
    for found in (_credits.by_age(aged(ways)), _credits.by_removal(links(ways))):
        assert sum(credit[0] for credit in found.values()) == pytest.approx(events)
        assert sum(credit[1] for credit in found.values()) == pytest.approx(revenue)
        assert all(credit[0] >= 0 for credit in found.values())


def test_there_are_six_models() -> None:
    assert MODELS == ("last", "first", "linear", "time_decay", "position", "markov")
