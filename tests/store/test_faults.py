"""Faults of SQLite in the middle of a transaction: named for people and undone whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mactl.errors import MactlError
from mactl.store.database import Database


def fill(database: Database, rows: int) -> None:
    database.sql.executemany("INSERT INTO facts VALUES (?, ?)", [(f"n{n}", "x" * 1000) for n in range(rows)])


def test_a_disk_that_fills_within_a_transaction_is_named_and_nothing_stays(tmp_path: Path) -> None:
    with Database(tmp_path / "m.db") as database:
        pages = database.number("PRAGMA page_count")
        database.sql.execute(f"PRAGMA max_page_count = {pages + 10}")
        with pytest.raises(MactlError, match="the disk is full"), database.transaction():
            fill(database, 1000)
        assert not database.sql.in_transaction
        with database.transaction():
            fill(database, 5)
        assert database.number("SELECT count(*) FROM facts WHERE name LIKE 'n%'") == 5


def test_a_database_held_by_another_is_named(tmp_path: Path) -> None:
    with Database(tmp_path / "m.db") as one, Database(tmp_path / "m.db") as other:
        other.sql.execute("PRAGMA busy_timeout = 10")
        with one.transaction(), pytest.raises(MactlError, match="held by another process"), other.transaction():
            fill(other, 1)
        with other.transaction():
            fill(other, 1)


def test_a_damaged_page_is_named_when_it_is_read(tmp_path: Path) -> None:
    with Database(tmp_path / "m.db") as database:
        with database.transaction():
            fill(database, 1000)
        database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = tmp_path / "m.db"
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    data[half:] = b"\xa5" * half
    path.write_bytes(data)
    with Database(path) as database:
        with pytest.raises(MactlError, match="is damaged, or no database"):
            list(database.rows("SELECT * FROM facts"))
        with pytest.raises(MactlError, match="is damaged, or no database"):
            database.row("SELECT max(value) FROM facts")


def test_mistakes_of_the_program_stay_what_they_are(tmp_path: Path) -> None:
    with Database(tmp_path / "m.db") as database:
        twice = [("same", "x"), ("same", "y")]
        with pytest.raises(sqlite3.IntegrityError), database.transaction():
            database.sql.executemany("INSERT INTO facts VALUES (?, ?)", twice)
        with pytest.raises(sqlite3.OperationalError, match="no such table"), database.transaction():
            database.sql.execute("SELECT * FROM nowhere")
        assert not database.sql.in_transaction


def test_a_rehearsal_leaves_nothing(tmp_path: Path) -> None:
    with Database(tmp_path / "m.db") as database:
        with database.rehearsal():
            fill(database, 3)
            assert database.number("SELECT count(*) FROM facts WHERE name LIKE 'n%'") == 3
        assert database.number("SELECT count(*) FROM facts WHERE name LIKE 'n%'") == 0
