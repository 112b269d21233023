"""What the mirror of reports must look at again: blocks of rows that changed after they were stored.

Rows that are only added need no mark. Triggers (migration "mirror") mark events and receipts of messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mactl.store.database import Database

BITS = 10  # a block is the rows whose ids are alike without their last ten bits


class Mark(NamedTuple):
    """A block of a table that changed so many times."""

    table: str
    block: int
    times: int


def sent(database: Database, messages: Iterable[int]) -> None:
    """Mark messages that were sent; a rehearsal sends none."""
    if database.shadowed:
        return
    database.sql.executemany(
        "INSERT INTO mirror_stale VALUES ('messages', ?, 1) ON CONFLICT (name, block) DO UPDATE SET times = times + 1",
        [(block,) for block in {message >> BITS for message in messages}],
    )


def marks(database: Database) -> list[Mark]:
    """Return what is marked, block by block."""
    return [Mark(*row) for row in database.rows("SELECT name, block, times FROM mirror_stale ORDER BY name, block")]


def clear(database: Database, seen: Sequence[Mark]) -> None:
    """Take marks away, except from what changed again since they were seen."""
    database.sql.executemany("DELETE FROM mirror_stale WHERE name = ? AND block = ? AND times = ?", seen)
