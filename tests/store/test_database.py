"""A connection to the database: what it takes."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mactl.errors import MactlError
from mactl.store import clocks
from mactl.store import database as opened
from mactl.store.database import Database, backup


def test_a_connection_that_waits_takes_little_memory(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        usual = abs(database.number("PRAGMA cache_size"))
        database.modest()
        assert abs(database.number("PRAGMA cache_size")) < usual
        assert database.number("PRAGMA temp_store") == 1, "temporary tables may outgrow memory: they go to a file"


@pytest.fixture
def _open_to_all() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def older(path: Path, name: str = "") -> Path:
    """Make a database as the version before the migration ``name`` (the last one) left it, with somebody in it."""
    sql = sqlite3.connect(path, isolation_level=None)
    known = sorted(opened.MIGRATIONS.glob("[0-9]*.sql"))
    files = [file for file in known if file.name < (name or known[-1].name)]
    for file in files:
        sql.executescript(file.read_text("utf-8"))
    sql.execute("INSERT INTO customers (customer_id, created_at, updated_at) VALUES ('c1', 0, 0)")
    sql.execute(f"PRAGMA user_version = {len(files)}")
    sql.close()
    return path


@pytest.mark.usefixtures("_open_to_all")
def test_an_older_shape_is_copied_for_its_owner_only_and_then_brought_forward(tmp_path: Path) -> None:
    path = older(tmp_path / "mactl.db")
    told: list[Path] = []
    for _time in range(2):
        with Database(path, told.append) as database:
            assert database.number("SELECT count(*) FROM customers") == 1
    found = sorted(each.name for each in tmp_path.iterdir())
    copy = f"mactl.db.before-{len(list(opened.MIGRATIONS.glob('[0-9]*.sql'))):04d}"
    assert found == ["mactl.db", copy]
    assert told == [tmp_path / copy]
    assert (tmp_path / copy).stat().st_mode & 0o777 == 0o600
    sql = sqlite3.connect(tmp_path / copy)
    assert sql.execute("SELECT count(*) FROM customers").fetchone() == (1,)
    sql.close()


@pytest.mark.usefixtures("_open_to_all")
def test_a_copy_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, usual[1]))
        try:
            with pytest.raises(MactlError, match=r"copy\.db"):
                backup(database, tmp_path / "copy.db")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        assert not list(tmp_path.glob("copy*"))
        backup(database, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_clocks_that_were_asked_for_stay_so(tmp_path: Path) -> None:
    path = older(tmp_path / "mactl.db", "0022_settled.sql")
    with sqlite3.connect(path) as sql:
        marks = ["start:9:1", "run:1772413200000", "A-17", ""]
        sql.executemany("INSERT INTO clocks VALUES (1, 1, ?, 1, 1, NULL)", [(mark,) for mark in marks])
    sql.close()
    with Database(path) as database:
        assert {clock.mark for clock in clocks.due(database, 1, 9)} == {
            f"{clocks.ASKED}9:1", f"{clocks.CALLED}1772413200000", "A-17", "",
        }  # fmt: skip
        assert {clock.mark for clock in clocks.unsettled(database, 1, 1, 9)} == {"A-17", ""}
