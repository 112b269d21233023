"""BG/NBD: the gradient against differences, the formulas against sums and simulations of the model itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import check_grad
from scipy.special import hyp2f1

from mactl.core.reports import _bg_nbd
from mactl.core.reports._bg_nbd import BgNbd, History

PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=-9582.4)
POSITIVE = st.floats(0.05, 20)


def history(*people: tuple[float, float, float]) -> History:
    x, t_x, age = (np.array(each, float) for each in zip(*people, strict=True))
    return History(x=x, t_x=t_x, age=age, many=np.ones(len(x)))


def simulated(model: BgNbd, people: int, age: float, seed: int = 7) -> tuple[History, np.ndarray]:
    """Return the histories of people who live by the model, and who of them is alive at their end."""
    dice = np.random.default_rng(seed)
    found, alive = [], []
    for rate, leaving in zip(
        dice.gamma(model.r, 1 / model.alpha, people), dice.beta(model.a, model.b, people), strict=True
    ):
        x, last, now, here = 0, 0.0, 0.0, True
        while here:
            now += dice.exponential(1 / max(rate, 1e-12))
            if now > age:
                break
            x, last, here = x + 1, now, dice.random() > leaving
        found.append((x, last, age))
        alive.append(here)
    return history(*found), np.array(alive)


@given(logs=st.tuples(*[st.floats(-2, 2)] * 4))
@settings(max_examples=40, deadline=None)
def test_the_gradient_is_that_of_the_likelihood(logs: tuple[float, ...]) -> None:
    known = history((0, 0, 30), (1, 2.5, 38), (2, 30.43, 38.86), (29, 35, 36))
    at = np.exp(np.array(logs))
    off = check_grad(
        lambda p: _bg_nbd.likelihood(p, known)[0], lambda p: _bg_nbd.likelihood(p, known)[1], at, epsilon=1e-7
    )
    assert off <= 1e-4 * (1 + np.abs(_bg_nbd.likelihood(at, known)[1]).max())


@given(r=POSITIVE, alpha=POSITIVE, a=POSITIVE, b=POSITIVE, x=st.integers(0, 8), length=st.floats(0.1, 60))
@settings(max_examples=60, deadline=None)
def test_expected_purchases_are_equation_10_as_published(
    r: float, alpha: float, a: float, b: float, x: int, length: float
) -> None:
    if abs(a - 1) < 0.01:
        return
    model, t_x, age = BgNbd(r=r, alpha=alpha, a=a, b=b, log_likelihood=0), 20.0 if x else 0.0, 30.0
    kept = ((alpha + age) / (alpha + age + length)) ** (r + x)
    kept *= hyp2f1(r + x, b + x, a + b + x - 1, length / (alpha + age + length))
    gone = a / (b + x - 1) * ((alpha + age) / (alpha + t_x)) ** (r + x) if x else 0
    published = (a + b + x - 1) / (a - 1) * (1 - kept) / (1 + gone)
    assert model.expected(history((x, t_x, age)), length)[0] == pytest.approx(published, rel=1e-5, abs=1e-9)


def test_expected_purchases_are_smooth_where_a_is_one() -> None:
    known = history((2, 30.43, 38.86))
    around = [BgNbd(r=0.2, alpha=4, a=a, b=2, log_likelihood=0).expected(known, 39)[0] for a in (0.999, 1, 1.001)]
    assert around[0] > around[1] > around[2]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-4)


def test_the_published_customer() -> None:
    """Fader, Hardie and Lee's spreadsheet note: x = 2, t_x = 30.43, T = 38.86 expects 1.226 purchases in 39 weeks."""
    assert PUBLISHED.expected(history((2, 30.43, 38.86)), 39)[0] == pytest.approx(1.226, abs=5e-4)


def test_many_purchases_neither_overflow_nor_vanish() -> None:
    known = history((500, 363.9, 364), (500, 10, 364))
    assert PUBLISHED.alive(known) == pytest.approx([1, 0], abs=0.01)
    expected = PUBLISHED.expected(known, 52)
    assert 50 < expected[0] < 80  # at 1.36 a week, less those after which people leave
    assert expected[1] == pytest.approx(0, abs=1e-9)


def test_what_is_discounted_is_the_integral_over_expected_purchases() -> None:
    known, rate = history((2, 30.43, 38.86)), 0.02
    rest = quad(lambda t: rate * np.exp(-rate * t) * PUBLISHED.expected(known, t)[0], 0, 39)[0]
    by_hand = np.exp(-rate * 39) * PUBLISHED.expected(known, 39)[0] + rest
    assert PUBLISHED.discounted(known, 39, rate)[0] == pytest.approx(by_hand, rel=1e-9)
    assert PUBLISHED.discounted(known, 39, 0)[0] == PUBLISHED.expected(known, 39)[0]


@pytest.mark.slow
def test_people_who_live_by_the_model_are_found_out() -> None:
    truth = BgNbd(r=0.8, alpha=6, a=0.8, b=2.5, log_likelihood=0)
    known, alive = simulated(truth, 12_000, 52)
    found = _bg_nbd.fit(known)
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx((0.8, 6, 0.8, 2.5), rel=0.15)
    assert found.alive(known).mean() == pytest.approx(alive.mean(), abs=0.01)
    bold = found.alive(known) < 0.3
    assert found.alive(known)[bold].mean() == pytest.approx(alive[bold].mean(), abs=0.03)


def test_alike_customers_counted_or_listed_give_the_same() -> None:
    people = [(0, 0, 30)] * 5 + [(1, 2, 30)] * 3 + [(3, 20, 30)] * 4 + [(2, 25, 28)] * 2
    listed = _bg_nbd.fit(history(*people))
    distinct = sorted(set(people))
    counted = history(*distinct)
    many = np.array([people.count(each) for each in distinct], float)
    again = _bg_nbd.fit(History(x=counted.x, t_x=counted.t_x, age=counted.age, many=many))
    assert again.log_likelihood == pytest.approx(listed.log_likelihood, rel=1e-8)
