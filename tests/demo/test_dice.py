"""Seeded dice: known numbers, fair draws."""

from __future__ import annotations

from statistics import fmean, pstdev

import pytest

from mactl.demo.dice import Dice, Wheel


def test_the_generator_gives_splitmix64_s_published_numbers() -> None:
    dice = Dice(1234567)
    assert [dice.bits() for _ in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_forks_follow_from_their_name_and_do_not_move_their_parent() -> None:
    dice = Dice(7)
    assert dice.fork("a").bits() == Dice(7).fork("a").bits()
    assert dice.fork("a").bits() != dice.fork("b").bits()
    assert dice.bits() == Dice(7).bits()


@pytest.mark.parametrize("shape", [0.6, 2.5])
def test_gamma_has_its_mean_and_spread(shape: float) -> None:
    dice = Dice(1)
    drawn = [dice.gamma(shape, 2) for _ in range(20_000)]
    assert fmean(drawn) == pytest.approx(2 * shape, rel=0.03)
    assert pstdev(drawn) == pytest.approx(2 * shape**0.5, rel=0.04)


def test_the_other_draws_have_their_means() -> None:
    dice = Dice(2)
    assert fmean(dice.beta(0.8, 4.4) for _ in range(20_000)) == pytest.approx(0.8 / 5.2, rel=0.04)
    assert fmean(dice.normal(5, 2) for _ in range(20_000)) == pytest.approx(5, abs=0.05)
    assert fmean(dice.wait(3) for _ in range(20_000)) == pytest.approx(3, rel=0.03)
    assert {dice.whole(1, 3) for _ in range(100)} == {1, 2, 3}


def test_a_wheel_stops_as_often_as_the_weights_say() -> None:
    dice, wheel = Dice(3), Wheel([("a", 3.0), ("b", 1.0)])
    assert fmean(wheel.spin(dice) == "a" for _ in range(20_000)) == pytest.approx(0.75, abs=0.01)
