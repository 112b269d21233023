"""Gamma-Gamma: the gradient against differences, the density against an integral, people who live by the model."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import check_grad
from scipy.stats import gamma

from mactl.core.reports import _gamma_gamma
from mactl.core.reports._gamma_gamma import GammaGamma

X, AVERAGE = np.array([1.0, 2.0, 7.0]), np.array([12.0, 40.5, 33.3])


@pytest.mark.parametrize("at", [(6.25, 3.74, 15.44), (0.5, 1.2, 3.0), (20.0, 12.0, 90.0)])
def test_the_gradient_is_that_of_the_likelihood(at: tuple[float, ...]) -> None:
    off = check_grad(
        lambda p: _gamma_gamma.likelihood(p, X, AVERAGE)[0],
        lambda p: _gamma_gamma.likelihood(p, X, AVERAGE)[1],
        np.array(at),
        epsilon=1e-7,
    )
    assert off < 1e-4


def test_the_likelihood_is_a_gamma_mixed_by_a_gamma() -> None:
    """An average of x orders is gamma (p x, nu x), nu is gamma (q, v): equation 1a is the integral over nu."""
    p, q, v, x, average = 6.25, 3.74, 15.44, 3, 40.0
    mixed = quad(lambda nu: gamma.pdf(average, p * x, scale=1 / (nu * x)) * gamma.pdf(nu, q, scale=1 / v), 0, 10)[0]
    found, _gradient = _gamma_gamma.likelihood(np.array([p, q, v]), np.array([float(x)]), np.array([average]))
    assert found == pytest.approx(np.log(mixed), rel=1e-6)


def test_a_value_lies_between_ones_own_average_and_everybodys() -> None:
    model = GammaGamma(p=6.25, q=3.74, v=15.44)
    none, one, many = model.value(np.array([0.0, 1.0, 100.0]), np.array([0.0, 80.0, 80.0]))
    assert none == model.mean == pytest.approx(35.22, abs=0.01)
    assert model.mean < one < many < 80


def test_people_who_live_by_the_model_are_found_out() -> None:
    dice = np.random.default_rng(3)
    x = dice.integers(1, 9, 20_000).astype(float)
    average = dice.gamma(6 * x, 1 / (dice.gamma(4, 1 / 15, len(x)) * x))
    found = _gamma_gamma.fit(x, average)
    assert (found.p, found.q, found.v) == pytest.approx((6, 4, 15), rel=0.06)
