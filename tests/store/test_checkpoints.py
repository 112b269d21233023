"""The checkpoints beside a load: pages leave the log while the load goes on, and others read meanwhile."""

from __future__ import annotations

import os
import time
from pathlib import Path

from mactl.store.checkpoints import PATIENCE, Checkpoints
from mactl.store.database import Database


def test_what_a_load_commits_goes_into_the_database_while_it_writes_on(tmp_path: Path) -> None:
    path, usual = tmp_path / "m.db", os.nice(0)
    with Database(path) as database, Database(path) as other, database.loading():
        database.sql.execute("PRAGMA wal_autocheckpoint = 0")
        before = path.stat().st_size
        for number in range(PATIENCE + 1):
            with database.transaction():
                database.set_fact(f"fact {number}", "x" * 50_000)
            assert other.number("SELECT count(*) FROM facts WHERE name LIKE 'fact %'") == number + 1
        for _look in range(500):
            if path.stat().st_size > before + 50_000:
                break
            time.sleep(0.01)
        assert path.stat().st_size > before + 50_000
        assert os.nice(0) == usual  # only the thread steps back
        with database.transaction():
            database.set_fact("fact 0", "")
        assert other.fact("fact 0") == ""


def test_a_short_load_makes_none(tmp_path: Path) -> None:
    beside = Checkpoints(tmp_path / "m.db")
    beside.committed()
    beside.stop()
    assert not (tmp_path / "m.db").exists()


def test_one_that_cannot_be_made_harms_nobody(tmp_path: Path) -> None:
    beside = Checkpoints(tmp_path / "nowhere" / "m.db")
    for _commit in range(PATIENCE + 1):
        beside.committed()
    beside.stop()
