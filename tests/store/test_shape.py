"""A database that was altered past mactl is told by its shape and by rows of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mactl.store.database import Database
from mactl.store.shape import differences, strays
from mactl.store.suppressions import Suppression, add_all, check


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "mactl.db") as found:
        yield found


def test_a_database_of_ours_has_its_shape_and_no_strays(database: Database) -> None:
    assert list(differences(database)) == []
    assert strays(database) == []


def test_what_was_taken_away_is_named(database: Database) -> None:
    database.sql.execute("DROP TABLE tags")
    database.sql.execute("DROP INDEX changes_at")
    database.sql.execute("ALTER TABLE origins DROP COLUMN spent")
    assert set(differences(database)) == {"tags", "changes_at", "origins.spent"}


def test_rows_of_nobody_are_counted(database: Database) -> None:
    database.sql.execute("INSERT INTO consents VALUES (7, 'email', '', 'granted', 0, '', '')")
    assert strays(database) == [("consents", 1)]


def test_many_addresses_are_suppressed_once_each(database: Database) -> None:
    found = [Suppression("a@x.com", "", "", "first", "", 0), Suppression("b@x.com", "sms", "", "r", "", 0)]
    with database.transaction():
        assert add_all(database, found) == 2
        assert add_all(database, [found[0]._replace(reason="second")]) == 0
        assert add_all(database, []) == 0
    assert check(database, "a@x.com")[0].reason == "first"
