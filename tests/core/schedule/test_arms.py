"""Lots by hash: golden values, even shares, no dependence on the batch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.schedule.arms import check_weights, draw, in_holdout, share
from mactl.errors import MactlError

WEIGHTS = {"A": 50, "B": 30, "C": 20}
PEOPLE = [f"customer-{n}" for n in range(20_000)]


@pytest.mark.parametrize(
    ("key", "customer", "lot", "arm"),
    [
        ("k", "c", 0.9380776912705634, "C"),
        ("campaign-1", "customer-12345", 0.09021171244739123, "A"),
        ("新品推广", "王小明", 0.8344745838362659, "C"),
        ("", "", 0.9543714065784225, "C"),
    ],
)
def test_golden_values(key: str, customer: str, lot: float, arm: str) -> None:
    """These never change: people would move between arms."""
    assert share(key, customer) == lot
    assert draw(key, customer, WEIGHTS) == arm


def chi_square(observed: list[int], expected: list[float]) -> float:
    return sum((seen - due) ** 2 / due for seen, due in zip(observed, expected, strict=True))


@pytest.mark.parametrize("key", ["campaign-1", "新品推广", "x"])
def test_shares_are_even(key: str) -> None:
    buckets = [0] * 100
    for person in PEOPLE:
        buckets[int(share(key, person) * 100)] += 1
    assert chi_square(buckets, [len(PEOPLE) / 100] * 100) < 148.2  # p = 0.001 at 99 degrees of freedom


def test_arms_get_their_weights() -> None:
    drawn = [draw("campaign-1", person, WEIGHTS) for person in PEOPLE]
    observed = [drawn.count(name) for name in WEIGHTS]
    assert chi_square(observed, [weight / 100 * len(PEOPLE) for weight in WEIGHTS.values()]) < 13.8


def test_keys_are_independent_of_each_other() -> None:
    """Whom one campaign holds out says nothing about another campaign, nor about the arm in the same one."""
    held = [person for person in PEOPLE if in_holdout("campaign-1", person, 0.1)]
    assert 1850 < len(held) < 2150
    assert 150 < sum(in_holdout("campaign-2", person, 0.1) for person in held) < 250
    arms = [draw("campaign-1", person, WEIGHTS) for person in held]
    assert chi_square([arms.count(name) for name in WEIGHTS], [w / 100 * len(held) for w in WEIGHTS.values()]) < 13.8


def test_key_and_customer_are_told_apart() -> None:
    assert share("a", "b:c") != share("a:b", "c")
    assert share("ab", "c") != share("a", "bc")


@given(st.text(), st.text())
def test_a_share_is_in_the_unit_interval(key: str, customer: str) -> None:
    assert 0 <= share(key, customer) < 1
    assert share(key, customer) == share(key, customer)
    assert in_holdout(key, customer, 1.0)
    assert not in_holdout(key, customer, 0.0)


@given(st.text(), st.dictionaries(st.text(min_size=1), st.floats(0, 100), min_size=1))
def test_an_arm_without_weight_is_never_drawn(customer: str, weights: dict[str, float]) -> None:
    if sum(weights.values()):
        assert weights[draw("k", customer, weights)] > 0


def test_weights_need_not_sum_to_one() -> None:
    for person in PEOPLE[:500]:
        assert draw("k", person, {"A": 1, "B": 1}) == draw("k", person, {"A": 50, "B": 50})


@pytest.mark.parametrize("weights", [{}, {"A": 0}, {"A": -1, "B": 2}, {"A": float("nan")}, {"A": float("inf")}])
def test_weights_are_checked(weights: dict[str, float]) -> None:
    with pytest.raises(MactlError):
        check_weights(weights)
    check_weights(WEIGHTS)


def test_a_lone_surrogate_is_a_customer_too() -> None:
    assert 0 <= share("k", "\ud800") < 1
