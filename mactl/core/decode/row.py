"""What every reader of data files gives: numbered rows, and faults for the rows that cannot be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from mactl.core.decode.faults import Fault

Fields = dict[str, object]
Row = tuple[int, Fields]
Reject = Callable[[Fault], None]


class Batch(NamedTuple):
    """Rows that were read together, at least one: their numbers, what each says, and its JSON where that is at hand."""

    numbers: Sequence[int]
    rows: list[Fields]
    texts: list[bytes] | None = None

    def at(self, places: Sequence[int]) -> Batch:
        """Return the rows at ``places``."""
        texts = self.texts and [self.texts[place] for place in places]
        return Batch([self.numbers[place] for place in places], [self.rows[place] for place in places], texts)

    def cut(self, start: int | None, stop: int | None) -> Batch:
        """Return the rows from the place ``start`` up to, but without, ``stop``."""
        part = slice(start, stop)
        return Batch(self.numbers[part], self.rows[part], self.texts and self.texts[part])

    def alike(self) -> Iterable[tuple[tuple[str, ...], Batch]]:
        """Return the rows by what they name, in its order."""
        shapes = list(map(tuple, self.rows))
        if shapes.count(shapes[0]) == len(shapes):
            return [(shapes[0], self)]
        found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, shape in enumerate(shapes):
            found[shape].append(place)
        return [(shape, self.at(places)) for shape, places in found.items()]
