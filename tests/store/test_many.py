"""Rows inserted many to a statement, whatever the parts that they come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.store import many
from mactl.store.database import Database


@pytest.mark.parametrize("sizes", [[7], [1, 2, 4], [3, 3, 1], [], [0, 2]])
def test_parts_of_any_size_are_inserted_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: list[int]
) -> None:
    monkeypatch.setattr(many, "_VALUES", 7)  # three rows of two values
    parts = [[value for row in range(size) for value in (f"{place}.{row}", row)] for place, size in enumerate(sizes)]
    with Database(tmp_path / "m.db") as database:
        database.sql.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, fixed, name, number)")
        many.insert_parts(database, "INSERT INTO t (fixed, name, number) VALUES ", "(?1, ?, ?)", parts, 2, "x")
        found = list(database.rows("SELECT fixed, name, number FROM t ORDER BY id"))
    assert found == [("x", f"{place}.{row}", row) for place, size in enumerate(sizes) for row in range(size)]
