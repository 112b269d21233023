"""Asking the database and its mirror the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mactl import registry
from mactl.store import figures, orders, results
from mactl.store.database import Database, Row
from mactl.store.mirror import file, filling
from mactl.store.mirror.columns import Columns


@contextmanager
def reflected(database: Database) -> Iterator[Columns]:
    """Give the mirror of a database, level with a snapshot of it."""
    orders.refresh(database)
    home = file.folder(database.path)
    home.mkdir(exist_ok=True)
    with results.snapshot(database):
        filled = filling.fill(database, home)
        try:
            yield Columns(database, filled.opened)
        finally:
            filled.opened.close()
    filling.acknowledge(database, filled)


def told(columns: Columns, question: str, **what: object) -> list[Row]:
    """Return what the mirror answers, once it was found to be what the database answers, to the last digit."""
    found: list[Row] = registry.load("mactl.store.mirror.answers", question).answer(columns, **what)
    assert repr(found) == repr(figures.answer(columns.database, question, **what)), question
    return found


def made(folder: Path) -> int:
    """Return a number that another file has after the mirror was made anew."""
    return file.current(folder / "mirror").stat().st_ino
