"""Attribution models: how the credit for a goal event is shared among the touches before it; it always adds up to 1.

Rules by place: last, first, linear, position (40-20-40). By age: time decay, halved every 7 days. By what is lost
without a touch: Markov removal effect (Anderl, Becker, von Wangenheim and Schumann 2016), of a chain of first order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from mactl.clock import DAY

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

Model = Literal["last", "first", "linear", "time_decay", "position", "markov"]
MODELS: tuple[Model, ...] = ("last", "first", "linear", "time_decay", "position", "markov")
HALF_LIFE = 7 * DAY
# One touch and the next (None: the start, the end) on ways that led to the goal (1) or nowhere (0): how often, and the
# amount of the goal events that they ended in.
Link = tuple[str | None, str | None, int, int, int]
_START, _GOAL, _LOST = "\x00start", "\x00goal", "\x00lost"


class Aged(NamedTuple):
    """Touches before goal events, event by event in their order.

    ``names`` are those there are; of each touch ``touch`` is the number of its name, ``age`` its milliseconds before
    the event, ``place`` (from 1) its place among those of the event, ``amount`` the event's.
    """

    names: Sequence[str]
    touch: Ints
    age: Ints
    place: Ints
    amount: Ints


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


def by_age(touches: Aged) -> dict[str, tuple[float, float]]:
    """Return each touch's (events, amount) where a touch weighs half as much for every 7 days of its age."""
    import numpy as np

    names, touch, age, place, amount = touches
    if not len(age):
        return {}
    firsts = np.flatnonzero(place == 1)
    many = np.diff(np.append(firsts, len(age)))
    youngest = np.repeat(np.minimum.reduceat(age, firsts), many)
    weights = 0.5 ** ((age - youngest) / HALF_LIFE)
    own = weights / np.repeat(np.add.reduceat(weights, firsts), many)
    events, amounts = (np.bincount(touch, weights, len(names)).tolist() for weights in (own, own * amount))
    return {name: (events[number], amounts[number]) for number, name in enumerate(names)}


def by_removal(links: Sequence[Link]) -> dict[str, tuple[float, float]]:
    """Return each touch's (events, amount) in proportion to how many goal events would be lost without it."""
    ordered = sorted(links, key=lambda link: (link[0] or "", link[1] or "", link[2]))  # sums depend on the order
    steps = _transitions(ordered)
    events = sum(times for _one, other, met, times, _amount in ordered if other is None and met)
    revenue = sum(amount for _one, other, met, _times, amount in ordered if other is None and met)
    whole = _reached(steps, without=None)
    names = sorted({touch for link in ordered for touch in link[:2] if touch is not None})
    lost = {name: max(whole - _reached(steps, without=name), 0.0) for name in names}
    total = sum(lost.values())
    if not total:
        return {}
    return {name: (events * each / total, revenue * each / total) for name, each in lost.items()}


def _transitions(links: Sequence[Link]) -> dict[str, dict[str, float]]:
    """Return how likely each step is to follow another."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one, other, met, times, _amount in links:
        counts[one or _START][other or (_GOAL if met else _LOST)] += times
    return {one: _normal(others) for one, others in counts.items()}


def _normal(counts: Mapping[str, int]) -> dict[str, float]:
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items()}


def _reached(steps: Mapping[str, Mapping[str, float]], *, without: str | None) -> float:
    """Return the probability of reaching the goal from the start; whoever comes to ``without`` is lost.

    From each step it is the mean of those of the steps that follow, a system of linear equations: every way ends.
    """
    import numpy as np

    place = {state: number for number, state in enumerate(steps)}
    if _START not in place:
        return 0.0
    following, goal = np.eye(len(steps)), np.zeros(len(steps))
    for state, others in steps.items():
        if state == without:
            continue
        for to, chance in others.items():
            if to == _GOAL:
                goal[place[state]] = chance
            elif to in place:
                following[place[state], place[to]] -= chance
    return float(np.linalg.solve(following, goal)[place[_START]])
