"""Imports as the database knows them: what came in, how far it is, what it made."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.store.database import Database
from mactl.store.intake import Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One import: ``rows`` is how many rows of its file are done, so that a cut-short one goes on after them."""

    id: int
    rows: int = 0


def begin(database: Database, kind: str, path: str, digest: str, options: str, *, now: int, who: str) -> Batch:
    """Return the import of this file that was cut short, else a new one."""
    found = database.row(
        "SELECT id, rows FROM batches WHERE kind = ? AND digest = ? AND options = ? AND state = 'running' "
        "ORDER BY id DESC LIMIT 1",
        (kind, digest, options),
    )
    if found:
        return Batch(id=found[0], rows=found[1])
    made = database.sql.execute(
        "INSERT INTO batches (kind, path, digest, options, state, at, who) VALUES (?, ?, ?, ?, 'running', ?, ?)",
        (kind, path, digest, options, now, who),
    )
    return Batch(id=made.lastrowid or 0)


def advance(database: Database, batch: int, rows: int, taken: Taken) -> None:
    """Record that ``rows`` further rows are done, in the transaction that took them."""
    database.sql.execute(
        "UPDATE batches SET rows = rows + ?, created = created + ?, updated = updated + ?, unchanged = unchanged + ?, "
        "rejected = rejected + ? WHERE id = ?",
        (rows, taken.created, taken.updated, taken.unchanged, len(taken.rejected), batch),
    )


def finish(database: Database, batch: int) -> None:
    """Record that an import has read its whole file."""
    database.sql.execute("UPDATE batches SET state = 'finished' WHERE id = ?", (batch,))
