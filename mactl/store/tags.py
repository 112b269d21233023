"""Tags given to customers and taken away, set-wise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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


class Held(NamedTuple):
    """A tag: how many customers have it, who gave it to how many of them, since when and until when it was given."""

    tag: str
    source: str
    customers: int
    first: int
    last: int


def held(database: Database, below: str = "") -> list[Held]:
    """Return every tag, or those of the branch ``below`` of the tree, by who gave it."""
    rows = database.rows(
        "SELECT tag, source, count(*), min(at), max(at) FROM tags WHERE :below = '' OR tag = :below "
        "OR substr(tag, 1, length(:below) + 1) = :below || '/' GROUP BY tag, source ORDER BY tag, source",
        {"below": below},
    )
    return [Held(*row) for row in rows]


def in_branch(database: Database, branch: str) -> int:
    """Return how many customers have a tag of a branch of the tree: ``a`` holds ``a``, ``a/b`` and ``a/b/c``."""
    return database.number(
        "SELECT count(DISTINCT customer) FROM tags WHERE tag = :tag OR (tag > :tag || '/' AND tag < :tag || '0')",
        {"tag": branch},
    )


def of_customer(database: Database, customer: int) -> list[tuple[str, str, int]]:
    """Return a customer's tags, each with who gave it and when."""
    rows = database.rows("SELECT tag, source, at FROM tags WHERE customer = ? ORDER BY tag", (customer,))
    return [(str(tag), str(source), int(at)) for tag, source, at in rows]
