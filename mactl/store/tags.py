"""Tags given to customers and taken away, set-wise."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.store.arrays import array
from mactl.store.database import Database


def give(database: Database, customers: Sequence[int], tag: str, at: int, source: str) -> list[int]:
    """Tag customers; return those who had not the tag before."""
    wanted = array(sorted(set(customers)))
    fresh = [
        row[0]
        for row in database.rows(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT customer FROM tags WHERE tag = ?)", (wanted, tag)
        )
    ]
    database.sql.execute(
        "INSERT OR IGNORE INTO tags SELECT value, ?, ?, ? FROM json_each(?)", (tag, at, source, array(fresh))
    )
    return fresh


def take_away(database: Database, customers: Sequence[int], tag: str) -> list[tuple[int, str]]:
    """Take a tag from customers; return those who had it, each with who had given it."""
    found = list(
        database.rows(
            "SELECT customer, source FROM tags WHERE tag = ? AND customer IN (SELECT value FROM json_each(?))",
            (tag, array(sorted(set(customers)))),
        )
    )
    database.sql.executemany("DELETE FROM tags WHERE customer = ? AND tag = ?", [(row[0], tag) for row in found])
    return found
