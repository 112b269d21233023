"""What of the models is believed: shops that they fit, and shops that they do not."""

from __future__ import annotations

import numpy as np
import pytest

from mactl.core.reports._forecast import Bought, Horizon, bought, forecast
from tests.core.reports.test_bg_nbd import PUBLISHED, simulated

YEAR = Horizon(length=52, days=7, rate=0.0)


def shop(values: np.ndarray, repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> Bought:
    """Return customers whose every order is worth their value."""
    amount = (values * 10_000).astype(int)
    rows = zip(range(len(repeats)), repeats, last, age, amount, amount * (repeats + 1), strict=True)
    return bought([tuple(int(each) for each in row) for row in rows])


def lively(people: int = 1500, worth: str = "free") -> Bought:
    """Return people who live by BG/NBD, with order values that know nothing of it, or rise with the number."""
    known, _alive = simulated(PUBLISHED, people, 60)
    dice = np.random.default_rng(5)
    values = dice.gamma(6, 1 / dice.gamma(4, 1 / 15, people))
    if worth == "related":
        values = values + 20 * known.x
    return shop(values, known.x.astype(int), (known.t_x * 7).round(), known.age * 7)


def steady(people: int = 300) -> Bought:
    """Return people who buy every ten days or so, all of them until the last day."""
    dice = np.random.default_rng(1)
    repeats = dice.poisson(20, people) + 1
    return shop(dice.gamma(6, 8, people), repeats, 210 - dice.integers(0, 12, people), np.full(people, 210))


def test_a_shop_that_fits_is_believed() -> None:
    found = forecast(lively(), YEAR, 0.5)
    assert found.warnings == ()
    assert found.clv is not None
    assert found.expected is not None
    assert found.value is not None
    assert found.clv == pytest.approx(found.expected * found.value * 0.5)  # nothing is discounted
    assert ((found.risk >= 0) & (found.risk <= 1)).all()


def test_where_nobody_leaves_only_order_values_hold() -> None:
    found = forecast(steady(), YEAR, 1)
    assert found.alive is found.risk is found.expected is found.clv is None
    assert found.value is not None
    assert "the fit degenerates" in found.warnings[0]


def test_where_value_follows_frequency_only_purchases_hold() -> None:
    found = forecast(lively(worth="related"), YEAR, 1)
    assert found.expected is not None
    assert found.alive is not None
    assert found.values is found.value is found.clv is None
    assert "related" in found.warnings[0]


def test_refunded_repeats_are_left_out_of_order_values() -> None:
    known = lively()
    again = np.flatnonzero(known.repeats > 0)[:3]
    known.amount[again] = known.first[again]
    found = forecast(known, YEAR, 1)
    assert "3 customers whose repeat purchases brought nothing" in found.warnings[0]
    assert found.clv is not None


def test_nine_repeat_buyers_are_too_few() -> None:
    known = shop(np.full(20, 9.0), np.array([1] * 9 + [0] * 11), np.array([9] * 9 + [0] * 11), np.full(20, 30))
    found = forecast(known, YEAR, 1)
    assert found.orders is found.clv is None
    assert len(found.warnings) == 1


def test_everybody_spends_the_same() -> None:
    found = forecast(shop_of_one_price(), YEAR, 1)
    assert found.value is not None
    assert found.value == pytest.approx(30, rel=1e-2)


def shop_of_one_price() -> Bought:
    known, _alive = simulated(PUBLISHED, 800, 60)
    return shop(np.full(800, 30.0), known.x.astype(int), (known.t_x * 7).round(), known.age * 7)
