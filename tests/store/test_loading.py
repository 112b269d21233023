"""A load of many rows: fewer waits for the disk within, full durability behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.store.database import Database


def test_a_load_ends_with_the_durability_that_it_found(tmp_path: Path) -> None:
    with Database(tmp_path / "m.db") as database:
        settings = ("synchronous", "cache_size", "wal_autocheckpoint")
        before = [database.number(f"PRAGMA {name}") for name in settings]
        with database.loading():
            assert database.number("PRAGMA synchronous") == 1
            with database.transaction():
                database.set_fact("a", "1")
        assert [database.number(f"PRAGMA {name}") for name in settings] == before == [2, -32_000, 1000]
        with pytest.raises(ZeroDivisionError), database.loading(), database.transaction():
            raise ZeroDivisionError
        assert [database.number(f"PRAGMA {name}") for name in settings] == before


def test_a_rehearsed_load_ends_so_too(tmp_path: Path) -> None:
    with Database(tmp_path / "m.db") as database:
        with database.loading(), database.rehearsal():
            database.set_fact("a", "1")
        assert database.number("PRAGMA synchronous") == 2
        assert database.fact("a") is None
