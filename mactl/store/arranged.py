"""New customers in the shape that SQLite takes them in: made beside who stores them, for it takes Python its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any, Generic, TypeVar

from mactl.core.decode.alike import Alike
from mactl.core.decode.block import Block
from mactl.core.decode.consents import Grant
from mactl.core.decode.packing import FIXED, Packed
from mactl.core.decode.profiles import Profile
from mactl.core.decode.spelt import unspelt
from mactl.core.model.customer import COLUMNS
from mactl.store.arrays import array, joined, together

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shared(Generic[T]):
    """Lists that customers share: the different ones, which is whose, and that as JSON."""

    kinds: list[tuple[T, ...]]
    which: list[int]
    json: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """``count`` new customers. A place is the number of a customer among them, from 0.

    ``rows`` are the values of id, digest, attributes and ``columns``, customer by customer. ``addresses`` are those of
    which a customer has one: a JSON array a kind. ``others`` are (kind, value, place, platform).
    """

    count: int
    columns: list[str]
    rows: list[Any]
    addresses: dict[str, str]
    others: list[tuple[str, str | None, int, str]]
    consents: Shared[Grant]
    tags: Shared[str]

    @property
    def width(self) -> int:
        """Return how many values a customer has."""
        return FIXED + len(self.columns)


def arrange(found: Sequence[Block | Packed]) -> Arranged:
    """Return the customers of blocks."""
    blocks = [block for block in found if len(block)]
    named = set().union(*(block.columns for block in blocks))
    columns = [name for name in COLUMNS if name in named]
    lists = [block.lists() if isinstance(block, Packed) else (block.consents, block.tags) for block in blocks]
    return Arranged(
        count=sum(map(len, blocks)),
        columns=columns,
        rows=_rows(blocks, columns),
        addresses=_addresses(blocks),
        others=list(_others(blocks)),
        consents=_shared(consents for consents, _tags in lists),
        tags=_shared(tags for _consents, tags in lists),
    )


def own_id(profile: Profile) -> str:
    """Return the id of a customer: the row's, else one made from the first address, the same at every import."""
    if profile.key is not None:
        return profile.key
    kind, value = next((kind, value) for kind, value, _platform in profile.addresses if value)
    return "c" + blake2b(f"{kind}:{value}".encode(), digest_size=6).hexdigest()


def _ids(block: Block) -> list[str]:
    """Return the ids of a block's customers."""
    if not block.nameless:
        return unspelt(block.keys)
    return [own_id(profile) for profile in block.profiles()]


def _rows(blocks: Sequence[Block | Packed], columns: list[str]) -> list[Any]:
    """Return the values of customers: those that were packed as they are wanted are read all at once."""
    if all(isinstance(block, Packed) and block.columns == columns and not block.nameless for block in blocks):
        return together(block.cells for block in blocks if isinstance(block, Packed))
    opened = (block.open() if isinstance(block, Packed) else block for block in blocks)
    return list(chain.from_iterable(chain.from_iterable(_cells(block, columns) for block in opened)))


def _cells(block: Block, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    nothing = [None] * len(block)
    return zip(
        _ids(block), block.digests, block.texts(),
        *(unspelt(block.columns.get(name, nothing)) for name in columns),
        strict=True,
    )  # fmt: skip


def _addresses(blocks: Sequence[Block | Packed]) -> dict[str, str]:
    columns: dict[str, list[Sequence[str | None] | bytes]] = {kind: [] for block in blocks for kind in block.addresses}
    for block in blocks:
        for kind, column in columns.items():
            held = block.addresses.get(kind, [None] * len(block))
            column.append(held if isinstance(held, bytes) else unspelt(held))
    return {kind: joined(column) for kind, column in columns.items()}


def _others(blocks: Sequence[Block | Packed]) -> Iterator[tuple[str, str | None, int, str]]:
    first = 0
    for block in blocks:
        for place, (kind, value, platform) in () if isinstance(block, Packed) else block.others:
            yield kind, value, first + place, platform or ""
        first += len(block)


def _shared(said: Iterable[Alike[T]]) -> Shared[T]:
    """Return what rows of many blocks say."""
    kinds: dict[tuple[T, ...], int] = {}
    which: list[int] = []
    for one in said:
        places = [kinds.setdefault(tuple(kind), len(kinds)) for kind in one.kinds]
        which += map(places.__getitem__, one.which)
    return Shared(list(kinds), which, array(which))
