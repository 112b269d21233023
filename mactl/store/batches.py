"""Imports as the database knows them: what came in, how far it is, what it made."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.store.database import Database, Row
from mactl.store.taken import Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One import: ``rows`` is how many rows of its file are done, so that a cut-short one goes on after them.

    ``digest`` is of the file, so that it is known again.
    """

    id: int
    digest: str
    rows: int = 0


def begin(database: Database, kind: str, path: str, digest: str, options: str, *, now: int, who: str) -> Batch:
    """Return the import of this file that was cut short, else a new one."""
    found = database.row(
        "SELECT id, rows FROM batches WHERE kind = ? AND digest = ? AND options = ? AND state = 'running' "
        "ORDER BY id DESC LIMIT 1",
        (kind, digest, options),
    )
    if found:
        return Batch(id=found[0], digest=digest, rows=found[1])
    made = database.sql.execute(
        "INSERT INTO batches (kind, path, digest, options, state, at, who) VALUES (?, ?, ?, ?, 'running', ?, ?)",
        (kind, path, digest, options, now, who),
    )
    return Batch(id=made.lastrowid or 0, digest=digest)


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


def undone(database: Database, batch: int) -> None:
    """Record that an import was taken back."""
    database.sql.execute("UPDATE batches SET state = 'undone' WHERE id = ?", (batch,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An import that was made. ``kind`` is customers or events, ``state`` running (cut short), finished or undone."""

    number: int
    kind: str
    file: str
    state: str
    at: int
    who: str
    rows: int
    created: int
    updated: int
    rejected: int


_KNOWN = "SELECT id, kind, path, state, at, who, rows, created, updated, rejected FROM batches"


def find(database: Database, batch: int) -> Known | None:
    """Return an import by its number."""
    row = database.row(f"{_KNOWN} WHERE id = ?", (batch,))
    return _known(row) if row else None


def latest(database: Database, limit: int) -> list[Known]:
    """Return the imports made last, the latest first."""
    return [_known(row) for row in database.rows(f"{_KNOWN} ORDER BY id DESC LIMIT ?", (limit,))]


def _known(row: Row) -> Known:
    number, kind, file, state, at, who, rows, created, updated, rejected = row
    return Known(
        number=number, kind=kind, file=file, state=state, at=at, who=who,
        rows=rows, created=created, updated=updated, rejected=rejected,
    )  # fmt: skip
