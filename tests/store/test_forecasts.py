"""Forecasts kept: whole, and only those whose figures moved are looked at again; conditions read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mactl.core.segments.parse import parse
from mactl.store import forecasts
from mactl.store.database import Database
from mactl.store.selections import context_for, select

NOW = 1_772_420_000_000
FIRST: list[forecasts.Row] = [("c1", 620.5, 0.1, 3.2, 0.9), ("c2", 80.0, 0.8, 0.2, 0.2), ("c3", None, 0.75, 1.0, 0.25)]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "mactl.db") as found:
        for number in range(1, 5):
            found.sql.execute(
                "INSERT INTO customers (id, customer_id, created_at, updated_at) VALUES (?, ?, 0, 0)",
                (number, f"c{number}"),
            )
        keep(found, FIRST)
        yield found


def keep(database: Database, rows: list[forecasts.Row]) -> list[int]:
    """Keep forecasts; return who is to be looked at again."""
    database.sql.execute("DELETE FROM touched")
    with database.transaction():
        assert forecasts.replace(database, rows, 364, NOW, NOW) == len(rows)
    return [row[0] for row in database.rows("SELECT customer FROM touched ORDER BY customer")]


def test_only_those_who_moved_are_looked_at_again(database: Database) -> None:
    assert keep(database, FIRST) == []
    assert keep(database, [FIRST[0], ("c2", 81.0, 0.8, 0.2, 0.2), ("c4", None, None, None, None)]) == [2, 3, 4]
    assert database.number("SELECT count(*) FROM forecasts") == 3


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ({"clv": {">": 500}}, [1]),
        ({"clv": {"!=": 80}}, [1, 3, 4]),
        ({"clv": {"exists": True}}, [1, 2]),
        ({"clv": {"empty": True}}, [3, 4]),
        ({"churn_risk": {">": 0.7}}, [2, 3]),
        ({"churn_risk": {"between": [0.7, 0.76]}}, [3]),
        ({"not": {"churn_risk": {">": 0.7}}}, [1, 4]),
        ({"expected_purchases": {"<": 0.5}}, [2]),
        ({"p_alive": {"in": [0.9, 0.25]}}, [1, 3]),
    ],
)
def test_conditions_read_them_for_all_and_for_one(
    database: Database, value: dict[str, object], people: list[int]
) -> None:
    context = context_for(database, NOW, "Asia/Shanghai")
    for scope, meant in [(None, people), *((one, [one] * (one in people)) for one in range(1, 5))]:
        asked = select(parse(value), replace(context, scope=scope))
        assert sorted(row[0] for row in database.rows(asked.text, asked.params)) == meant
    assert parse(parse(value).json()).sentence() == parse(value).sentence()
