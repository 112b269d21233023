"""How far the inlets (``data/customers.json``, ``data/events.jsonl``) have been taken in."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path

from mactl.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Inlet:
    """A file when last taken in. ``mtime`` in nanoseconds; ``lines`` counts those taken of a file that only grows."""

    path: str
    size: int
    mtime: int
    digest: str
    lines: int = 0


def last(database: Database, path: str) -> Inlet | None:
    """Return a file as it was when last taken in, None where it never was."""
    found = database.row("SELECT path, size, mtime, digest, lines FROM inlets WHERE path = ?", (path,))
    return Inlet(path=found[0], size=found[1], mtime=found[2], digest=found[3], lines=found[4]) if found else None


def remember(database: Database, inlet: Inlet) -> None:
    """Remember a file as taken in."""
    database.sql.execute(
        "INSERT OR REPLACE INTO inlets (path, size, mtime, digest, lines) VALUES (?, ?, ?, ?, ?)", astuple(inlet)
    )


def remember_file(database: Database, path: Path) -> None:
    """Remember an authored file as acted on: a tick is idle only while it stays as it is (``store/idle.py``)."""
    if path.exists():
        state = path.stat()
        remember(database, Inlet(path=path.name, size=state.st_size, mtime=state.st_mtime_ns, digest=""))
