"""Costs and budgets in ten-thousandths."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.messages.cost import Budget, Spent, amount, exceeded, message_cost, money
from mactl.errors import MactlError


@pytest.mark.parametrize(
    ("given_as", "units"),
    [("0.045", 450), (0.045, 450), (12, 120_000), (Decimal("0.00005"), 1), (0, 0), ("1e2", 10**6)],
)
def test_prices(given_as: Decimal | str | float, units: int) -> None:
    assert money(given_as) == units


@pytest.mark.parametrize("wrong", ["", "free", "-1", -0.5, "NaN", "Infinity", float("nan"), "1e40"])
def test_refuses(wrong: str | float) -> None:
    with pytest.raises(MactlError):
        money(wrong)


def test_an_sms_is_billed_by_part() -> None:
    assert message_cost(money("0.045"), 3) == 1350
    assert str(amount(1350)) == "0.135"
    assert str(amount(0)) == "0"
    assert f"{amount(10**9):f}" == "100000"


@given(st.integers(0, 10**12))
def test_there_and_back(units: int) -> None:
    assert money(amount(units)) == units


def test_the_first_limit_that_is_over() -> None:
    budget = Budget(max_cost=1000, max_messages=10)
    assert exceeded(budget, Spent(cost=1000, messages=10)) == ""
    assert exceeded(budget, Spent(cost=1001, messages=11)) == "max_cost"
    assert exceeded(budget, Spent(cost=1, messages=11)) == "max_messages"
    assert exceeded(Budget(max_coupon_value=5), Spent(coupon_value=6)) == "max_coupon_value"
    assert exceeded(Budget(), Spent(cost=10**9)) == ""
