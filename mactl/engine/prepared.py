"""Customers' rows that were read, on their way to who stores them."""

from __future__ import annotations

from dataclasses import dataclass, field

from mactl.core.decode.block import Block
from mactl.core.decode.kept import Kept
from mactl.core.decode.packing import Packed
from mactl.core.decode.rejected import Rejected
from mactl.store.arranged import Arranged, arrange


@dataclass(slots=True)
class Prepared:
    """A chunk that was read: its ``count`` rows, blocks to store, and rows refused.

    ``same`` are the customers whose rows are as they were, by number, with the places, ids and digests of those rows;
    ``before`` are those of the rows that an import which was cut short took.
    """

    count: int = 0
    kept: Kept = field(default_factory=Kept)
    blocks: list[Block | Packed] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    same_rows: list[int] = field(default_factory=list)
    same_ids: list[str] = field(default_factory=list)
    same_marks: list[int] = field(default_factory=list)
    arranged: Arranged | None = None

    def arrange(self) -> None:
        """Bring the blocks into the shape that they are stored in, if their customers all prove new."""
        self.arranged = arrange(self.blocks)
