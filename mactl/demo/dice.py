"""Seeded dice: the same seed rolls the same numbers on every machine and every version of Python.

The generator is SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"); the gamma
draw is Marsaglia and Tsang 2000, the normal one Box and Muller 1958.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

Item = TypeVar("Item")

_MASK = (1 << 64) - 1


class Dice:
    """A stream of random numbers that follows from its seed alone."""

    __slots__ = ("_state",)

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def fork(self, name: object) -> Dice:
        """Return dice of their own for ``name``, so that one part's draws never shift another's."""
        digest = hashlib.blake2b(f"{self._state}:{name}".encode(), digest_size=8).digest()
        return Dice(int.from_bytes(digest))

    def bits(self) -> int:
        """Return 64 random bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((self._state ^ (self._state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def share(self) -> float:
        """Return a number in [0, 1), evenly spread."""
        return (self.bits() >> 11) / (1 << 53)

    def chance(self, probability: float) -> bool:
        """Return whether something of this probability happens."""
        return self.share() < probability

    def whole(self, low: int, high: int) -> int:
        """Return a whole number between ``low`` and ``high``, both included."""
        return low + int(self.share() * (high - low + 1))

    def one(self, items: Sequence[Item]) -> Item:
        """Return one of ``items``, each as likely as the others."""
        return items[int(self.share() * len(items))]

    def wait(self, mean: float) -> float:
        """Return an exponential waiting time of this mean."""
        return -math.log(1 - self.share()) * mean

    def normal(self, mean: float = 0, deviation: float = 1) -> float:
        """Return a normal number."""
        radius = math.sqrt(-2 * math.log(1 - self.share()))
        return mean + deviation * radius * math.cos(2 * math.pi * self.share())

    def gamma(self, shape: float, scale: float = 1) -> float:
        """Return a gamma number of mean ``shape * scale``."""
        if shape < 1:
            return self.gamma(shape + 1, scale) * math.pow(1 - self.share(), 1 / shape)
        d = shape - 1 / 3
        while True:
            x = self.normal()
            v = (1 + x / math.sqrt(9 * d)) ** 3
            if v > 0 and math.log(1 - self.share()) < x * x / 2 + d - d * v + d * math.log(v):
                return d * v * scale

    def beta(self, a: float, b: float) -> float:
        """Return a beta number of mean ``a / (a + b)``."""
        left, right = self.gamma(a), self.gamma(b)
        return left / (left + right)


class Wheel(Generic[Item]):
    """A wheel of fortune: items, each as likely as its weight says."""

    __slots__ = ("_edges", "_items")

    def __init__(self, weights: Sequence[tuple[Item, float]]) -> None:
        self._items = [item for item, _ in weights]
        self._edges = list(accumulate(weight for _, weight in weights))

    def spin(self, dice: Dice) -> Item:
        """Return one item."""
        at = bisect_right(self._edges, dice.share() * self._edges[-1])
        return self._items[min(at, len(self._items) - 1)]
