"""Where what time leaves alone has decided already, no instant is to be waited for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mactl.core.segments.condition import Context
from mactl.core.segments.parse import parse
from mactl.core.segments.sql import NEVER
from mactl.store.database import MEMORY, Database

NOW = 1_772_420_000_000
DAY = 86_400_000
LATELY = {"event": "order_paid", "within": "3d"}
HERE, AWAY = {"profile.city": "上海"}, {"profile.city": "杭州"}
TURN = NOW + 2 * DAY


@pytest.fixture(scope="module")
def shop() -> Iterator[Database]:
    with Database(MEMORY) as database:
        database.sql.execute(
            "INSERT INTO customers (id, customer_id, city, created_at, updated_at) VALUES (1, 'c1', '上海', 0, 0)"
        )
        database.sql.execute("INSERT INTO rollups VALUES (1, 'order_paid', 1, 0, ?, ?)", (NOW - DAY, NOW - DAY))
        yield database


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"all": [HERE, LATELY]}, TURN),
        ({"all": [AWAY, LATELY]}, NEVER),
        ({"any": [HERE, LATELY]}, NEVER),
        ({"any": [AWAY, LATELY]}, TURN),
        ({"all": [HERE, {"any": [AWAY, LATELY]}]}, TURN),
        ({"any": [AWAY, {"all": [AWAY, LATELY]}]}, NEVER),
        ({"all": [HERE, {"not": {"any": [AWAY, LATELY]}}]}, TURN),
        ({"all": [LATELY, LATELY]}, TURN),
    ],
    ids=str,
)
def test_the_next_turn(shop: Database, said: dict[str, Any], wanted: int) -> None:
    turn = parse(said).turn(Context(now=NOW))
    assert turn is not None
    assert shop.row(f"SELECT {turn.text} FROM customers AS c", turn.params) == (wanted,)


def test_what_time_leaves_alone_has_no_turn() -> None:
    for said in ({"all": [HERE, AWAY]}, {"any": [HERE, AWAY]}, {"all": []}, {"any": []}):
        assert parse(said).turn(Context(now=NOW)) is None
