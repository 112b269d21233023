"""Blocks as bytes: so they wait for their turn, and so one process hands the rows that it has read to another.

A block's thousands of texts become a few JSON texts, which are written and read in a fraction of the time that pickling
takes; and nothing of a block stays behind among the objects of the next rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import orjson

from mactl.core.decode.alike import Alike, numbered
from mactl.core.decode.block import Block

_OFTEN = 4  # values of a column that stand this often each are handed on once


class Texts(Sequence[str | None]):
    """A column in the JSON that it was handed on as: SQLite reads that itself, and rarely does anybody else look."""

    __slots__ = ("_values", "json")

    def __init__(self, json: bytes) -> None:
        """Take a JSON array of texts and nulls."""
        self.json = json
        self._values: list[str | None] | None = None

    @property
    def values(self) -> list[str | None]:
        """The texts."""
        if self._values is None:
            self._values = orjson.loads(self.json)
        return self._values

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.values)

    def __iter__(self) -> Iterator[str | None]:
        """Yield them."""
        return iter(self.values)

    @overload
    def __getitem__(self, place: int) -> str | None: ...
    @overload
    def __getitem__(self, place: slice) -> list[str | None]: ...
    def __getitem__(self, place: int | slice) -> str | list[str | None] | None:
        """Return one, or some."""
        return self.values[place]

    def __eq__(self, other: object) -> bool:
        """Return whether ``other`` holds the same."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # as of any list


@dataclass(frozen=True, slots=True)
class Packed:
    """A block of rows that were read by columns, its ``addresses`` apart. Pickled, it arrives as the block itself."""

    data: bytes
    addresses: Mapping[str, bytes]

    def open(self) -> Block:
        """Return the block."""
        return _opened(self.data, self.addresses)

    def __reduce__(self) -> tuple[Callable[[bytes, Mapping[str, bytes]], Block], tuple[bytes, Mapping[str, bytes]]]:
        """Let it be opened by whoever unpickles it: a thread beside the one that stores blocks."""
        return _opened, (self.data, self.addresses)


def _opened(data: bytes, addresses: Mapping[str, bytes]) -> Block:
    numbers, keys, digests, columns, consents, tags, attributes = orjson.loads(data)
    kinds, which = consents
    return Block(
        numbers=range(*numbers["range"]) if isinstance(numbers, dict) else numbers,
        keys=keys,
        digests=digests,
        columns={name: _listed(*column) for name, column in columns.items()},
        addresses={kind: Texts(values) for kind, values in addresses.items()},
        consents=Alike([[tuple(one) for one in kind] for kind in kinds], which),
        tags=Alike(*tags),
        attributes=attributes,
    )


def _numbered(values: list[Any]) -> tuple[list[Any], list[int] | None]:
    """Return the values of a column, each once with who has it, where many have the same."""
    kinds, which = numbered(values)
    return (values, None) if len(kinds) * _OFTEN > len(values) else (kinds, which)


def _listed(kinds: list[Any], which: list[int] | None) -> list[Any]:
    """Return the values of a column one by one."""
    return kinds if which is None else list(map(kinds.__getitem__, which))


def pack(block: Block) -> Packed:
    """Return a block as bytes; one that was made of profiles cannot be packed, for its rows name different fields."""
    numbers = block.numbers
    return Packed(
        orjson.dumps(
            (
                {"range": (numbers.start, numbers.stop)} if isinstance(numbers, range) else numbers,
                block.keys,
                block.digests,
                {name: _numbered(values) for name, values in block.columns.items()},
                (block.consents.kinds, block.consents.which),
                (block.tags.kinds, block.tags.which),
                block.attributes,
            )
        ),
        {kind: orjson.dumps(values) for kind, values in block.addresses.items()},
    )
