"""What every reader of data files gives: numbered rows, and faults for the rows that cannot be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from mactl.core.decode.faults import Fault
from mactl.core.decode.spelt import Spelt

Fields = dict[str, object]
Row = tuple[int, Fields]
Reject = Callable[[Fault], None]


@dataclass(slots=True)
class Batch:
    """Rows that were read together, at least one: their numbers, what each says, and its JSON where that is at hand.

    Rows that were cut into ``columns`` have their JSON, and are made of it only where somebody asks for them.
    """

    numbers: Sequence[int]
    made: list[Fields] | None
    texts: list[bytes] | None = None
    columns: Mapping[str, Spelt] | None = None

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.numbers)

    @property
    def rows(self) -> list[Fields]:
        """What each row says."""
        if self.made is None:
            self.made = orjson.loads(b"[%b]" % b",".join(self.texts or []))
        return self.made

    def row(self, place: int) -> Fields:
        """Return what one row says."""
        if self.made is None and self.texts:
            found: Fields = orjson.loads(self.texts[place])
            return found
        return self.rows[place]

    def column(self, name: str) -> Sequence[Any]:
        """Return the values of a field that all rows name."""
        return self.columns[name].values() if self.columns else [row[name] for row in self.rows]

    def at(self, places: Sequence[int]) -> Batch:
        """Return the rows at ``places``."""
        return Batch(
            [self.numbers[place] for place in places],
            self.made and [self.made[place] for place in places],
            self.texts and [self.texts[place] for place in places],
            self.columns and {name: column.at(places) for name, column in self.columns.items()},
        )

    def cut(self, start: int | None, stop: int | None) -> Batch:
        """Return the rows from the place ``start`` up to, but without, ``stop``."""
        part = slice(start, stop)
        return Batch(
            self.numbers[part],
            self.made and self.made[part],
            self.texts and self.texts[part],
            self.columns and {name: Spelt(column.texts[part]) for name, column in self.columns.items()},
        )

    def alike(self) -> Iterable[tuple[tuple[str, ...], Batch]]:
        """Return the rows by what they name, in its order."""
        if self.columns:
            return [(tuple(self.columns), self)]
        shapes = list(map(tuple, self.rows))
        if shapes.count(shapes[0]) == len(shapes):
            return [(shapes[0], self)]
        found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, shape in enumerate(shapes):
            found[shape].append(place)
        return [(shape, self.at(places)) for shape, places in found.items()]
