"""Customers' rows as columns: many rows that name the same fields, ready to be stored by whole columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, TypeVar

from mactl.core.decode.alike import Alike, alike
from mactl.core.decode.consents import Grant
from mactl.core.decode.profiles import Address, Profile
from mactl.core.decode.spelt import Spelt, unspelt
from mactl.core.model.customer import ADDRESSES

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Block:
    """Rows by columns: the n-th of every list is of the n-th row.

    ``columns`` and ``addresses`` hold only the fields that the rows name. ``others`` are addresses of which a customer
    may have several, each with the place of its row. ``rows`` are the profiles that a block was made of, if it was.
    """

    numbers: Sequence[int] = field(default_factory=list)
    keys: list[str | None] | Spelt = field(default_factory=list)
    digests: list[int] = field(default_factory=list)
    columns: dict[str, list[Any] | Spelt] = field(default_factory=dict)
    addresses: dict[str, Sequence[str | None] | Spelt] = field(default_factory=dict)
    others: list[tuple[int, Address]] = field(default_factory=list)
    consents: Alike[Grant] = field(default_factory=lambda: alike([]))
    tags: Alike[str] = field(default_factory=lambda: alike([]))
    attributes: list[str] | Spelt = field(default_factory=list)
    rows: Sequence[Profile] | None = None

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.keys)

    @property
    def nameless(self) -> bool:
        """Whether some rows have no id; ids are left as they are spelt only where all have one."""
        return not isinstance(self.keys, Spelt) and None in self.keys

    def texts(self) -> list[str]:
        """Return the attributes as JSON objects."""
        held = self.attributes
        return [text.decode() for text in held.texts] if isinstance(held, Spelt) else held

    def without(self, places: Collection[int]) -> Block:
        """Return the block without the rows at ``places``."""
        kept = [place not in places for place in range(len(self))]

        def keep(values: Sequence[T]) -> list[T]:
            return list(compress(values, kept))

        def column(values: Sequence[T] | Spelt) -> list[T] | Spelt:
            return values.kept(kept) if isinstance(values, Spelt) else keep(values)

        return Block(
            numbers=keep(self.numbers),
            keys=column(self.keys),
            digests=keep(self.digests),
            columns={name: column(values) for name, values in self.columns.items()},
            addresses={kind: column(values) for kind, values in self.addresses.items()},
            consents=self.consents.kept(kept),
            tags=self.tags.kept(kept),
            attributes=column(self.attributes),
        )

    def profiles(self) -> Sequence[Profile]:
        """Return the rows one by one."""
        if self.rows is not None:
            return self.rows
        columns = _each(self.columns, len(self), lambda name, value: (name, value))
        addresses = _each(self.addresses, len(self), lambda kind, value: (kind, value, None))
        return [
            Profile(number, key, mark, dict(named), reached, said, tags, extra)
            for number, key, mark, named, reached, said, tags, extra in zip(
                self.numbers, unspelt(self.keys), self.digests, columns, addresses, self.consents.each(),
                self.tags.each(), self.texts(), strict=True,
            )
        ]  # fmt: skip


def _each(columns: Mapping[str, Sequence[Any] | Spelt], size: int, pair: Callable[[str, Any], T]) -> list[list[T]]:
    """Return for each row what its columns hold, each value paired with its column's name."""
    if not columns:
        return [[] for _row in range(size)]
    return [
        [pair(name, value) for name, value in zip(columns, row, strict=True)]
        for row in zip(*map(unspelt, columns.values()), strict=True)
    ]


def of(profiles: Sequence[Profile]) -> Block:
    """Return a block of profiles."""
    block = Block(rows=profiles)
    names = dict.fromkeys(name for one in profiles for name in one.columns)
    block.columns = {name: [one.columns.get(name) for one in profiles] for name in names}
    single: dict[str, list[str | None]] = {}
    for place, one in enumerate(profiles):
        for address in one.addresses:
            kind, value, platform = address
            if platform is None and kind in _SINGLE:
                single.setdefault(kind, [None] * len(profiles))[place] = value
            elif value:
                block.others.append((place, address))
    block.addresses.update(single)
    block.numbers = [one.number for one in profiles]
    block.keys = [one.key for one in profiles]
    block.digests = [one.digest for one in profiles]
    block.consents = alike([one.consents for one in profiles])
    block.tags = alike([one.tags for one in profiles])
    block.attributes = [one.attributes for one in profiles]
    return block


_SINGLE = frozenset(ADDRESSES)
