"""Assignment: exact in the long run, disjoint, the same whatever the batch (X1)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.experiments.assignment import Assigned, Design
from mactl.core.schedule.arms import in_holdout

PEOPLE = [f"c{number}" for number in range(60_000)]


def test_shares_and_weights_are_exact_in_the_long_run() -> None:
    design = Design(test="t", weights={"A": 1, "B": 2}, share=0.3, holdout=0.1)
    found = Counter(design.assign(name) for name in PEOPLE)
    expected = {
        Assigned("holdout"): 6_000,
        Assigned("rest"): 36_000,
        Assigned("test", "A"): 6_000,
        Assigned("test", "B"): 12_000,
    }
    assert found.keys() == expected.keys()
    for one, wanted in expected.items():
        assert abs(found[one] - wanted) < 4 * wanted**0.5


@given(st.text(), st.text(min_size=1))
def test_the_same_customer_always_draws_the_same(test: str, customer: str) -> None:
    design = Design(test=test, weights={"A": 1, "B": 1}, share=0.5, holdout=0.2)
    assert design.assign(customer) == Design(test=test, weights={"A": 1, "B": 1}, share=0.5, holdout=0.2).assign(
        customer
    )


def test_a_larger_share_moves_nobody_between_variants() -> None:
    few = Design(test="t", weights={"A": 1, "B": 1}, share=0.2)
    many = Design(test="t", weights={"A": 1, "B": 1}, share=0.8)
    assert all(many.assign(name) == few.assign(name) for name in PEOPLE[:5_000] if few.assign(name).role == "test")


def test_arms_say_nothing_of_a_campaigns_holdout() -> None:
    design = Design(test="t", weights={"A": 1, "B": 1})
    held = [name for name in PEOPLE if in_holdout("t", name, 0.5)]
    assert abs(sum(design.arm(name) == "A" for name in held) / len(held) - 0.5) < 0.01


def test_thirds_leave_nobody_to_the_rest() -> None:
    design = Design(test="t", weights={"A": 1, "B": 1}, share=0.6666666666, holdout=0.3333333333)
    assert not [name for name in PEOPLE if design.assign(name).role == "rest"]
    assert design.expected() == {"A": pytest.approx(1 / 3), "B": pytest.approx(1 / 3), "": pytest.approx(1 / 3)}


def test_golden_values() -> None:
    """The hash is a promise: a change of it would move people between arms."""
    design = Design(test="subject", weights={"A": 1, "B": 1}, share=0.5, holdout=0.1)
    assert [design.assign(f"u{number}") for number in range(1, 7)] == GOLDEN


GOLDEN = [
    Assigned("holdout"), Assigned("test", "A"), Assigned("test", "B"), Assigned("test", "B"), Assigned("rest"),
    Assigned("test", "A"),
]  # fmt: skip
