"""Likeness: the regression is the one that solves its equations, rankings are judged as by hand."""

from __future__ import annotations

import numpy as np
import pytest

from mactl.core.segments import similar


def made(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows of which the first column tells the seed from the others, mostly; the rest is noise."""
    dice = np.random.default_rng(seed)
    rows = dice.normal(size=(2_000, 4))
    inside = (rows[:, 0] + dice.normal(size=2_000) * 0.5 > 1.5).nonzero()[0]
    return similar.standard(rows), inside, np.setdiff1d(np.arange(2_000), inside)


def test_regression_solves_its_equations() -> None:
    rows, inside, others = made(1)
    learnt = similar.weights(rows, inside, others, "logistic")

    def loss(weights: np.ndarray, start: float) -> float:
        scale = len(inside) + len(others)
        each = [(inside, 1, 0.5 / len(inside)), (others, -1, 0.5 / len(others))]
        fit = sum(np.log1p(np.exp(-sign * (rows[who] @ weights + start))).sum() * part for who, sign, part in each)
        return float(fit * scale + similar.RIDGE / 2 * (weights**2).sum())

    starts = np.linspace(-4, 4, 801)
    best = min(loss(learnt, start) for start in starts)
    for place in range(4):
        for move in (-0.05, 0.05):
            other = learnt.copy()
            other[place] += move
            assert best < min(loss(other, start) for start in starts)
    assert abs(learnt[0]) > 5 * np.abs(learnt[1:]).max()


@pytest.mark.parametrize("how", ["logistic", "cosine"])
def test_a_ranking_that_learnt_finds_the_held_out_seed(how: similar.How) -> None:
    rows, inside, others = made(2)
    learnt = similar.weights(rows, inside[::2], others[::2], how)
    found = similar.captures(
        similar.rank(rows[others[1::2]], learnt, how), similar.rank(rows[inside[1::2]], learnt, how), [0.1]
    )
    assert found[0].lift > 3


def test_captures_count_as_by_hand() -> None:
    rest, seed = np.array([9.0, 7, 5, 3, 1, 0, 0, 0]), np.array([8.0, 4.0])
    assert similar.captures(rest, seed, [0.2, 0.5]) == [(0.2, 0.5, 2.5), (0.5, 1.0, 2.0)]
    flat = similar.captures(np.zeros(90), np.zeros(10), [0.1])
    assert flat[0].lift == pytest.approx(1)


def test_a_field_that_defines_the_seed_is_known() -> None:
    seed = np.arange(20)
    level = np.zeros((100, 3))
    level[:12, 0] = level[12:20, 1] = level[20:, 2] = 1
    assert similar.defines(level, seed)
    level[20:60, 0] = 1
    assert not similar.defines(level, seed)
