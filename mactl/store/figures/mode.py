"""Whether there are live messages, or only those of a sandbox: the two are never mixed."""

from __future__ import annotations

from mactl.store.database import Database, Row


def answer(database: Database) -> list[Row]:
    """Return one row: the mode that every figure of messages is of."""
    live = database.row("SELECT 1 FROM origins WHERE mode = 'live' AND state <> 'missed' LIMIT 1")
    some = database.row("SELECT 1 FROM origins WHERE state <> 'missed' LIMIT 1")
    return [("live" if live or not some else "sandbox",)]
