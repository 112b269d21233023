"""What a question costs the database: the machine's own steps, which do not wobble as seconds do, and its plans."""

from __future__ import annotations

from collections.abc import Callable

from mactl.store.database import Database


def steps(database: Database, ask: Callable[[], object], each: int = 1000) -> int:
    """Return how many of the machine's steps ``ask`` takes, in units of ``each``."""
    count = 0

    def beat() -> int:
        nonlocal count
        count += 1
        return 0

    database.sql.set_progress_handler(beat, each)
    try:
        ask()
    finally:
        database.sql.set_progress_handler(None, 0)
    return count


def statements(database: Database, ask: Callable[[], object]) -> list[str]:
    """Return every statement that ``ask`` runs, with its values."""
    asked: list[str] = []
    database.sql.set_trace_callback(asked.append)
    try:
        ask()
    finally:
        database.sql.set_trace_callback(None)
    return asked


def plans(database: Database, ask: Callable[[], object]) -> list[str]:
    """Return the plan of every statement that ``ask`` runs, a line a step."""
    asked = statements(database, ask)
    return [row[3] for each in asked for row in database.sql.execute(f"EXPLAIN QUERY PLAN {each}")]
