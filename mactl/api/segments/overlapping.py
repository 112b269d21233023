"""How segments overlap: pair by pair, and each combination of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mactl.api.segments.asking import Asked
from mactl.core.segments.condition import Condition
from mactl.store import crowds, slices
from mactl.store.slices import Progress, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """``sizes`` of the segments, how many are in each pair of them, and in each exact combination."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    pairs: tuple[tuple[int, ...], ...]
    combinations: Mapping[tuple[bool, ...], int]

    def share(self, row: int, column: int) -> float | None:
        """Return which share of one segment is also in another."""
        return self.pairs[row][column] / self.sizes[row] if self.sizes[row] else None


def overlap(asked: Asked, segments: Sequence[tuple[str, Condition]], progress: Progress = silent) -> Overlap:
    """Return how segments, each with its name, overlap now; ``progress`` is told how many customers are done."""
    conditions, context = [condition for _name, condition in segments], asked.context
    parts = slices.ask(
        asked.database,
        lambda hand, scope: Counter(crowds.regions(hand, conditions, replace(context, scope=scope))),
        splits=all(each.splits(context) for each in conditions),
        progress=progress,
    )
    found = sum(parts, Counter[tuple[bool, ...]]())
    places = range(len(segments))
    pairs = tuple(tuple(_both(found, one, other) for other in places) for one in places)
    return Overlap(
        names=tuple(name for name, _condition in segments),
        sizes=tuple(pairs[place][place] for place in places),
        pairs=pairs,
        combinations={inside: customers for inside, customers in sorted(found.items()) if any(inside)},
    )


def _both(found: Mapping[tuple[bool, ...], int], one: int, other: int) -> int:
    return sum(customers for inside, customers in found.items() if inside[one] and inside[other])
