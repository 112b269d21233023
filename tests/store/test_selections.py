"""Who conditions hold for, in a real database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mactl.core.segments.condition import Slice
from mactl.core.segments.parse import parse
from mactl.store.database import Database
from mactl.store.selections import context_for, count, counts, first, holds, ids

NOW = 1_772_420_000_000  # 2026-03-02T10:53:20+08:00
DAY = 86_400_000


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "mactl.db") as database:
        for number, city in enumerate(("上海", "杭州", None, "", "北京"), 1):
            database.sql.execute(
                "INSERT INTO customers (id, customer_id, city, attributes, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, 0, 0)",
                (number, f"c{number}", city, json.dumps({"level": "金卡" if number < 3 else None})),
            )
        database.sql.execute("INSERT INTO tags VALUES (1, '母婴', 0, '')")
        for number in range(3):
            database.sql.execute(
                "INSERT INTO events (customer, type, at, source, source_id, amount) "
                "VALUES (1, 'order_paid', ?, 1, ?, ?)",
                (NOW - number * 10 * DAY, number, 1_000_000),
            )
        database.sql.execute("INSERT INTO rollups VALUES (1, 'order_paid', 3, 3000000, ?, ?)", (NOW - 20 * DAY, NOW))
        yield database


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"profile.city": "上海"}, [1]),
        ({"profile.city": {"!=": "上海"}}, [2, 3, 4, 5]),
        ({"profile.city": {"not_in": ["上海", "杭州"]}}, [3, 4, 5]),
        ({"profile.city": {"empty": True}}, [3, 4]),
        ({"profile.level": "金卡"}, [1, 2]),
        ({"tag": "母婴"}, [1]),
        ({"event": "order_paid"}, [1]),
        ({"event": "order_paid", "within": "15d", "count": 2}, [1]),
        ({"event": "order_paid", "within": "15d", "count": {"<": 2}}, [2, 3, 4, 5]),
        ({"event": "order_paid", "where": {"amount": {">": 100}}}, []),
        ({"event": "order_paid", "where": {"amount": {">=": 100}}}, [1]),
        ({"all": []}, [1, 2, 3, 4, 5]),
        ({"any": []}, []),
        ({"not": {"tag": "母婴"}}, [2, 3, 4, 5]),
    ],
)
def test_it_selects_whom_the_condition_names(shop: Database, value: object, wanted: list[int]) -> None:
    condition = parse(value)
    context = context_for(shop, NOW, "Asia/Shanghai")
    assert list(ids(shop, condition, context)) == wanted
    assert count(shop, condition, context) == len(wanted)
    assert [number for number in range(1, 6) if holds(shop, condition, number, context)] == wanted
    assert first(shop, condition, context, 2) == [f"c{number}" for number in wanted[:2]]
    assert counts(shop, [condition, parse({"not": value})], context) == [len(wanted), 5 - len(wanted)]
    assert sum(
        counts(shop, [condition], replace(context, scope=part))[0] for part in (Slice(1, 2), Slice(3, 9))
    ) == len(wanted)
