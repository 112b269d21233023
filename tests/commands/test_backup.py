"""``mactl backup``: a copy that can be opened, and that nothing is written over."""

import sqlite3
from contextlib import closing
from pathlib import Path

from mactl.store.database import Database
from tests.commands.conftest import Mactl


def test_the_copy_is_a_database_of_its_own(mactl: Mactl, shop: Path) -> None:
    Database(shop / "data" / "mactl.db").close()
    done = mactl("backup")
    assert done.code == 0
    copy = shop / "data" / "backups" / "mactl-2026-03-02-100000.db"
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as sql:
        assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert sql.execute("SELECT COUNT(*) FROM customers").fetchone() == (0,)


def test_nothing_is_written_over(mactl: Mactl, shop: Path) -> None:
    Database(shop / "data" / "mactl.db").close()
    assert mactl("backup", "a.db").code == 0
    again = mactl("backup", "a.db")
    assert (again.code, again.err) == (
        1,
        "error: a.db is there already\nhint: give another name: mactl backup FILE\n",
    )


def test_without_a_database_it_says_so(mactl: Mactl, shop: Path) -> None:
    done = mactl("backup")
    assert done.code == 1
    assert "there is no database yet" in done.err
