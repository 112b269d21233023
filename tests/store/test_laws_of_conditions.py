"""What holds of every condition, tried on random ones over a little shop full of gaps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.definitions import definitions
from mactl.core.segments.parse import kinds, parse
from mactl.core.segments.sql import fill
from mactl.core.segments.text import parse_text
from mactl.store.database import Database
from mactl.store.selections import context_for, count, holds, ids, where
from tests.store.strategies import NOW, SCORES, conditions, fill_shop

RANDOM = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@dataclass(frozen=True)
class Segment:
    id: str
    name: str
    where: object = None
    members: tuple[str, ...] | None = None


@dataclass
class Shop:
    database: Database
    context: Context
    people: int


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    path: Path = tmp_path_factory.mktemp("shop") / "mactl.db"
    with Database(path) as database:
        people = fill_shop(database)
        for number, name in enumerate(("新品推广", "老客"), 1):
            database.sql.execute(
                "INSERT INTO origins (id, mode, kind, name, occurrence, version, definition, state, at, planned) "
                "VALUES (?, 'live', 'campaign', ?, '1', '', '{}', 'finished', 0, 0)",
                (number, name),
            )
        segments = definitions(
            [
                Segment("vip_users", "上海人", {"profile.city": "上海"}),
                Segment("two", "两个人", members=("c1", "c2", "gone")),
            ]
        )
        context = context_for(database, NOW, "Asia/Shanghai", segments=segments)
        yield Shop(database, replace(context, scores=SCORES), people)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_kind_of_condition_keeps_the_laws(shop: Shop, kind: type[Condition]) -> None:
    value = json.loads(kind.EXAMPLE)
    _complementary(shop, value)
    _alike(shop, value)


@RANDOM
@given(value=conditions)
def test_a_condition_and_its_complement_are_everybody(shop: Shop, value: dict[str, object]) -> None:
    _complementary(shop, value)


def _complementary(shop: Shop, value: dict[str, object]) -> None:
    condition, complement = parse(value), parse({"not": value})
    missing = fill("SELECT COUNT(*) FROM customers AS c WHERE ({}) IS NULL", condition.sql(shop.context))
    assert shop.database.number(missing.text, missing.params) == 0
    both = count(shop.database, condition, shop.context) + count(shop.database, complement, shop.context)
    assert both == shop.people


@RANDOM
@given(value=conditions)
def test_one_by_one_is_the_same_as_all_at_once(shop: Shop, value: dict[str, object]) -> None:
    _alike(shop, value)


def _alike(shop: Shop, value: dict[str, object]) -> None:
    condition = parse(value)
    together = list(ids(shop.database, condition, shop.context))
    alone = [each for each in range(1, shop.people + 1, 7) if holds(shop.database, condition, each, shop.context)]
    assert alone == [each for each in together if each % 7 == 1]
    shop.database.sql.execute(
        "CREATE TEMP TABLE IF NOT EXISTS few AS SELECT id AS customer FROM customers WHERE id % 5 = 0"
    )
    scoped = replace(shop.context, scope="few")
    assert list(ids(shop.database, condition, scoped)) == [each for each in together if each % 5 == 0]


@RANDOM
@given(value=conditions)
def test_json_and_text_read_back_as_the_same_people(shop: Shop, value: dict[str, object]) -> None:
    condition = parse(value)
    assert condition.sentence()
    again = parse(json.loads(json.dumps(condition.json())))
    assert again == condition
    spoken = parse_text(condition.text())
    assert list(ids(shop.database, spoken, shop.context)) == list(ids(shop.database, condition, shop.context))
    assert where(again, shop.context) == where(condition, shop.context)
