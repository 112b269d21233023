"""Blocks as bytes: so they wait for their turn, and so one process hands the rows that it has read to another.

A block's thousands of texts become a few JSON texts, which are written and read in a fraction of the time that pickling
takes; and nothing of a block stays behind among the objects of the next rows. They are in the shape in which new
customers are stored, so that nobody puts them together again on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import orjson

from mactl.core.decode.alike import Alike
from mactl.core.decode.block import Block
from mactl.core.decode.consents import Grant
from mactl.core.decode.profiles import Profile
from mactl.core.decode.spelt import Spelt, texts, unspelt
from mactl.core.model.customer import COLUMNS

FIXED = 3  # cells of a row before its columns: id, digest, attributes


@dataclass(frozen=True, slots=True)
class Packed:
    """A block of ``count`` rows that were read by columns; its ``columns`` are in the database's order.

    ``cells`` is a JSON array of id, digest, attributes and columns, row after row; ``addresses`` are arrays by kind.
    ``said`` is what the rows consent to and their tags. Of ``nameless`` ones some have no id.
    """

    count: int
    numbers: Sequence[int]
    columns: list[str]
    cells: bytes
    addresses: Mapping[str, bytes]
    said: bytes
    nameless: bool

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self.count

    def lists(self) -> tuple[Alike[Grant], Alike[str]]:
        """Return what rows consent to, and their tags."""
        (kinds, which), tags = orjson.loads(self.said)
        return Alike([[tuple(one) for one in kind] for kind in kinds], which), Alike(*tags)

    def open(self) -> Block:
        """Return the block."""
        cells, width = orjson.loads(self.cells), FIXED + len(self.columns)
        keys, digests, attributes, *columns = (cells[place::width] for place in range(width))
        consents, tags = self.lists()
        return Block(
            numbers=self.numbers,
            keys=keys,
            digests=digests,
            columns=dict(zip(self.columns, columns, strict=True)),
            addresses={kind: orjson.loads(values) for kind, values in self.addresses.items()},
            consents=consents,
            tags=tags,
            attributes=attributes,
        )

    def profiles(self) -> Sequence[Profile]:
        """Return the rows one by one."""
        return self.open().profiles()


def pack(block: Block) -> Packed:
    """Return a block as bytes; one that was made of profiles cannot be packed, for its rows name different fields."""
    columns = [name for name in COLUMNS if name in block.columns]
    consents, tags = block.consents, block.tags
    return Packed(
        count=len(block),
        numbers=block.numbers,
        columns=columns,
        cells=_cells(block, [block.columns[name] for name in columns]),
        addresses={
            kind: values.array() if isinstance(values, Spelt) else orjson.dumps(values)
            for kind, values in block.addresses.items()
        },
        said=orjson.dumps(((consents.kinds, consents.which), (tags.kinds, tags.which))),
        nameless=block.nameless,
    )


def _cells(block: Block, columns: Sequence[list[Any] | Spelt]) -> bytes:
    """Return a block's rows: id, digest, attributes and columns."""
    if isinstance(block.attributes, Spelt):
        parts = (texts(block.keys), texts(block.digests), block.attributes.quoted(), *map(texts, columns))
        return b"[%b]" % b",".join(chain.from_iterable(zip(*parts, strict=True)))
    rows = zip(unspelt(block.keys), block.digests, block.attributes, *map(unspelt, columns), strict=True)
    return orjson.dumps(list(chain.from_iterable(rows)))
