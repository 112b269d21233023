"""Lists that rows hold, where many hold the same: each different list once, and which of them is whose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, count
from typing import Generic, TypeVar

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Alike(Generic[T]):
    """``kinds`` are the lists, ``which`` has for each row the place of its list among them."""

    kinds: list[list[T]]
    which: Sequence[int]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.which)

    def each(self) -> list[list[T]]:
        """Return the list of every row, in their order."""
        return list(map(self.kinds.__getitem__, self.which))

    def kept(self, rows: Iterable[bool]) -> Alike[T]:
        """Return this for some of the rows; ``rows`` says of each whether it stays."""
        return Alike(self.kinds, list(compress(self.which, rows)))


def numbered(names: Iterable[H]) -> tuple[list[H], list[int]]:
    """Return the different ``names`` in the order in which they first come, and for each of all its place there."""
    places: defaultdict[H, int] = defaultdict(count().__next__)
    which = list(map(places.__getitem__, names))
    return list(places), which


def alike(lists: Sequence[list[T]]) -> Alike[T]:
    """Return what ``lists`` say, one for each row; those that are one object count as the same."""
    names = list(map(id, lists))
    kinds = dict(zip(names, lists, strict=True))
    places = {name: place for place, name in enumerate(kinds)}
    return Alike(list(kinds.values()), list(map(places.__getitem__, names)))
