"""How segments overlap: pair by pair, and each combination of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mactl.api.segments.asking import Asked
from mactl.core.segments.condition import Condition
from mactl.store import crowds


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


def overlap(asked: Asked, segments: Sequence[tuple[str, Condition]]) -> Overlap:
    """Return how segments, each with its name, overlap now."""
    database = asked.database
    tables = [f"crowd_{number}" for number in range(len(segments))]
    sizes = tuple(
        crowds.gather(database, table, condition, asked.context)
        for table, (_name, condition) in zip(tables, segments, strict=True)
    )
    pairs = tuple(tuple(crowds.shared(database, one, other) for other in tables) for one in tables)
    return Overlap(
        names=tuple(name for name, _condition in segments),
        sizes=sizes,
        pairs=pairs,
        combinations=crowds.regions(database, tables),
    )
