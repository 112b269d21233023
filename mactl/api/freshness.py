"""Inlets taken in before a report: what they are made of is loaded only where one of them changed."""

from __future__ import annotations

from pathlib import Path

from mactl.engine.workspace import Workspace
from mactl.store import inlets
from mactl.store.database import Database

NAMES = ("customers.json", "events.jsonl")


def sync(workspace: Workspace, database: Database) -> None:
    """Take in the inlets that changed since they were last taken in."""
    if all(_unchanged(database, workspace.data / name) for name in NAMES):
        return
    from mactl.engine import ingest

    ingest.sync(workspace, database)


def _unchanged(database: Database, path: Path) -> bool:
    try:
        state = path.stat()
    except FileNotFoundError:
        return True
    known = inlets.last(database, path.name)
    return known is not None and (known.size, known.mtime) == (state.st_size, state.st_mtime_ns)
