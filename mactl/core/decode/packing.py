"""Blocks as bytes: so they wait for their turn, and so one process hands the rows that it has read to another.

A block's thousands of texts become one JSON text, which is written and read in a fraction of the time that pickling
takes; and nothing of a block stays behind among the objects of the next rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from mactl.core.decode.alike import Alike
from mactl.core.decode.block import Block


@dataclass(frozen=True, slots=True)
class Packed:
    """A block of rows that were read by columns. Pickled, it arrives as the block itself."""

    data: bytes

    def open(self) -> Block:
        """Return the block."""
        return _opened(self.data)

    def __reduce__(self) -> tuple[Callable[[bytes], Block], tuple[bytes]]:
        """Let it be opened by whoever unpickles it: a thread beside the one that stores blocks."""
        return _opened, (self.data,)


def _opened(data: bytes) -> Block:
    numbers, keys, digests, columns, addresses, consents, tags, attributes = orjson.loads(data)
    kinds, which = consents
    return Block(
        numbers=range(*numbers["range"]) if isinstance(numbers, dict) else numbers,
        keys=keys,
        digests=digests,
        columns=columns,
        addresses=addresses,
        consents=Alike([[tuple(one) for one in kind] for kind in kinds], which),
        tags=Alike(*tags),
        attributes=attributes,
    )


def pack(block: Block) -> Packed:
    """Return a block as bytes; one that was made of profiles cannot be packed, for its rows name different fields."""
    numbers = block.numbers
    return Packed(
        orjson.dumps(
            (
                {"range": (numbers.start, numbers.stop)} if isinstance(numbers, range) else numbers,
                block.keys,
                block.digests,
                block.columns,
                block.addresses,
                (block.consents.kinds, block.consents.which),
                (block.tags.kinds, block.tags.which),
                block.attributes,
            )
        )
    )
