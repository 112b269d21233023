"""A connection to the database: what it takes."""

from __future__ import annotations

from pathlib import Path

from mactl.store.database import Database


def test_a_connection_that_waits_takes_little_memory(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        usual = abs(database.number("PRAGMA cache_size"))
        database.modest()
        assert abs(database.number("PRAGMA cache_size")) < usual
        assert database.number("PRAGMA temp_store") == 1, "temporary tables may outgrow memory: they go to a file"
