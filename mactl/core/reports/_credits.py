"""Attribution models: how the credit for a goal event is shared among the touches before it; it always adds up to 1.

Rules by place: last, first, linear, position (40-20-40). By age: time decay, halved every 7 days. By what is lost
without a touch: Markov removal effect (Anderl, Becker, von Wangenheim and Schumann 2016), of a chain of first order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from mactl.clock import DAY

Model = Literal["last", "first", "linear", "time_decay", "position", "markov"]
MODELS: tuple[Model, ...] = ("last", "first", "linear", "time_decay", "position", "markov")
HALF_LIFE = 7 * DAY
_ROUNDS, _ENOUGH = 10_000, 1e-12
Way = tuple[tuple[tuple[str, int], ...], int | None, int]  # touches with their ages, amount (None: no goal), times
_START, _GOAL, _LOST = "\x00start", "\x00goal", "\x00lost"


def share(model: Model, place: int, places: int) -> Fraction:
    """Return the credit of the touch at ``place`` (from 1) of ``places``, for the models that go by place."""
    match model:
        case "last":
            return Fraction(place == places)
        case "first":
            return Fraction(place == 1)
        case "linear":
            return Fraction(1, places)
        case "position":
            return _position(place, places)
        case _:
            raise ValueError(model)


def _position(place: int, places: int) -> Fraction:
    if places <= 2:
        return Fraction(1, places)
    return Fraction(2, 5) if place in {1, places} else Fraction(1, 5 * (places - 2))


def by_place(model: Model, rows: Sequence[tuple[str, int, int, int, int]]) -> dict[str, tuple[Fraction, Fraction]]:
    """Return each touch's (events, amount) of rows (touch, place, places, events, amount), exactly."""
    found: dict[str, tuple[Fraction, Fraction]] = defaultdict(lambda: (Fraction(), Fraction()))
    for touch, place, places, events, amount in rows:
        own = share(model, place, places)
        found[touch] = (found[touch][0] + own * events, found[touch][1] + own * amount)
    return dict(found)


def by_age(ways: Sequence[Way]) -> dict[str, tuple[float, float]]:
    """Return each touch's (events, amount) where a touch weighs half as much for every 7 days of its age."""
    found: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for touches, amount, times in ways:
        if amount is None:
            continue
        youngest = min(age for _touch, age in touches)
        weights = [(touch, 0.5 ** ((age - youngest) / HALF_LIFE)) for touch, age in touches]
        total = sum(weight for _touch, weight in weights)
        for touch, weight in weights:
            own = times * weight / total
            found[touch] = (found[touch][0] + own, found[touch][1] + own * amount)
    return dict(found)


def by_removal(ways: Sequence[Way]) -> dict[str, tuple[float, float]]:
    """Return each touch's (events, amount) in proportion to how many goal events would be lost without it."""
    steps = _transitions(ways)
    events = sum(times for _touches, amount, times in ways if amount is not None)
    revenue = sum(amount * times for _touches, amount, times in ways if amount is not None)
    whole = _reached(steps, without=None)
    names = sorted({touch for touches, _amount, _times in ways for touch, _age in touches})
    lost = {name: max(whole - _reached(steps, without=name), 0.0) for name in names}
    total = sum(lost.values())
    if not total:
        return {}
    return {name: (events * each / total, revenue * each / total) for name, each in lost.items()}


def _transitions(ways: Sequence[Way]) -> dict[str, dict[str, float]]:
    """Return how likely each step is to follow another."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for touches, amount, times in ways:
        states = [_START, *(touch for touch, _age in touches), _LOST if amount is None else _GOAL]
        for one, other in pairwise(states):
            counts[one][other] += times
    return {one: _normal(others) for one, others in counts.items()}


def _normal(counts: Mapping[str, int]) -> dict[str, float]:
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items()}


def _reached(steps: Mapping[str, Mapping[str, float]], *, without: str | None) -> float:
    """Return the probability of reaching the goal from the start; whoever comes to ``without`` is lost."""
    value = dict.fromkeys(steps, 0.0) | {_GOAL: 1.0, _LOST: 0.0}
    for _round in range(_ROUNDS):
        moved = 0.0
        for state, others in steps.items():
            new = 0.0 if state == without else sum(chance * value.get(to, 0.0) for to, chance in others.items())
            moved = max(moved, abs(new - value[state]))
            value[state] = new
        if moved < _ENOUGH:
            break
    return value.get(_START, 0.0)
