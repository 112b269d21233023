"""Bandits against a world whose rates are known: the best arm gets most, no arm less than its floor, by hash alone."""

from __future__ import annotations

import pytest

from mactl.core.experiments import bandit
from mactl.core.experiments.assignment import Design
from mactl.core.experiments.groups import Group
from mactl.core.experiments.intervals import Sample
from mactl.core.schedule.arms import share

RATES = {"A": 0.02, "B": 0.03, "C": 0.08}
EACH, LOOKS = 400, 30  # people who come between two looks
DESIGN = Design(test="bandit", weights=dict.fromkeys(RATES, 1.0), share=0.9, holdout=0.1)


def lived() -> tuple[list[dict[str, float]], list[dict[str, int]], int]:
    """Let people come and do what their arm makes them do; return weights and people of each wave, and the held out."""
    met, did, held = dict.fromkeys(RATES, 0), dict.fromkeys(RATES, 0), 0
    weights, waves, sizes = dict(DESIGN.weights), [], []
    for wave in range(LOOKS):
        size = dict.fromkeys(RATES, 0)
        for number in range(wave * EACH, (wave + 1) * EACH):
            name = f"c{number}"
            if DESIGN.assign(name).role == "holdout":
                held += 1
                continue
            arm = DESIGN.arm_by(name, weights)
            size[arm] += 1
            met[arm] += 1
            did[arm] += share("world", name) < RATES[arm]
        waves.append(weights)
        sizes.append(size)
        weights = bandit.weights([Group(name=name, n=met[name], hits=did[name]) for name in RATES])
    return waves, sizes, held


def test_the_best_arm_gets_most_and_every_arm_its_floor() -> None:
    waves, sizes, held = lived()
    people = {name: sum(size[name] for size in sizes) for name in RATES}
    testing = sum(people.values())
    assert people["C"] > 0.8 * testing
    assert waves[-1]["C"] > 0.9
    for wave in waves[1:]:
        assert sum(wave.values()) == pytest.approx(1)
        assert min(wave.values()) >= bandit.FLOOR / len(RATES) - 1e-9
    least = sum(size["A"] for size in sizes[5:]) / sum(sum(size.values()) for size in sizes[5:])
    assert least == pytest.approx(bandit.FLOOR / len(RATES), abs=0.01)
    assert held == pytest.approx(0.1 * EACH * LOOKS, rel=0.1)


def test_the_same_people_and_figures_give_the_same_arms() -> None:
    assert lived() == lived()


def test_what_should_be_in_each_arm_follows_from_the_waves() -> None:
    waves, sizes, _held = lived()
    told = [{"at": 0, "weights": w, "people": sum(s.values())} for w, s in zip(waves, sizes, strict=True)]
    drawn = sum(sum(size.values()) for size in sizes)
    assert bandit.closed([*told[:-1], {**told[-1], "people": 0}], drawn) == told
    expected = bandit.expected(told)
    for name in RATES:
        assert sum(size[name] for size in sizes) == pytest.approx(expected[name], rel=0.1)


def test_nobody_is_preferred_before_every_arm_has_met_some() -> None:
    found = bandit.weights([Group(name="A", n=19), Group(name="B", n=500, hits=400)])
    assert found == {"A": 0.5, "B": 0.5}


def test_an_arm_in_which_nobody_bought_yet_is_not_sure_of_nothing() -> None:
    bought = Sample(n=40, total=120.0, squares=14_400.0)  # one order of 120
    nothing = Sample(n=40, total=0.0, squares=0.0)
    found = bandit.weights([Group(name="A", n=40, values=nothing), Group(name="B", n=40, values=bought)])
    assert 0.1 < found["A"] < 0.5
