"""The suppression list: addresses never to be contacted, on a channel or all, for a topic or all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mactl.store.database import Database


class Suppression(NamedTuple):
    """One entry. ``channel`` '' is every channel, ``topic`` '' every topic; ``at`` is when it was made."""

    address: str
    channel: str
    topic: str
    reason: str
    source: str
    at: int


def add(database: Database, one: Suppression) -> bool:
    """Suppress an address; return False where it already was (the first reason stands)."""
    made = database.sql.execute("INSERT OR IGNORE INTO suppressions VALUES (?, ?, ?, ?, ?, ?)", one)
    return made.rowcount > 0


def add_all(database: Database, found: Iterable[Suppression]) -> int:
    """Suppress many addresses, in the caller's transaction; return how many entries are new."""
    before = database.number("SELECT count(*) FROM suppressions")
    database.sql.executemany("INSERT OR IGNORE INTO suppressions VALUES (?, ?, ?, ?, ?, ?)", found)
    return database.number("SELECT count(*) FROM suppressions") - before


def remove(database: Database, address: str, channel: str = "", topic: str = "") -> bool:
    """Take an entry off the list; return False where there was none."""
    gone = database.sql.execute(
        "DELETE FROM suppressions WHERE address = ? AND channel = ? AND topic = ?", (address, channel, topic)
    )
    return gone.rowcount > 0


def check(database: Database, address: str) -> list[Suppression]:
    """Return every entry of an address."""
    found = database.rows("SELECT * FROM suppressions WHERE address = ? ORDER BY channel, topic", (address,))
    return [Suppression(*row) for row in found]


def entries(database: Database) -> Iterator[Suppression]:
    """Yield the list, the latest first."""
    for row in database.rows("SELECT * FROM suppressions ORDER BY at DESC, address"):
        yield Suppression(*row)
