"""How SQLite goes about conditions: never through everybody again for each customer, never past a scope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mactl.core.segments.condition import Context, Scope, Slice
from mactl.core.segments.parse import parse
from mactl.store.database import Database
from mactl.store.selections import context_for, select

NOW = 1_772_420_000_000
CONDITIONS: list[dict[str, object]] = [
    {"tag": "母婴"},
    {"tag": {"!=": "母婴"}},
    {"event": "order_paid"},
    {"event": "order_paid", "count": {">=": 3}},
    {"event": "order_paid", "within": "30d"},
    {"event": "order_paid", "within": "30d", "count": {"<": 3}},
    {"event": "order_paid", "between": ["last_month", "today"], "where": {"amount": {">": 100}}},
    {"event": "order_paid", "where": {"items.product_id": "A"}},
    {"sum": {"event": "order_paid", "of": "amount"}, "is": {">=": 5000}},
    {"sum": {"event": "order_paid", "of": "amount", "within": "365d"}, "is": {">=": 5000}},
    {"last": {"event": "order_paid", "of": "channel"}, "is": "app"},
    {"last": {"event": "order_paid", "of": "at"}, "is": {"before": "-90d"}},
    {"has": "email"},
    {"consent": "email", "topic": "promo"},
    {"consent": "push"},
    {"suppressed": True},
    {"message": "clicked", "campaign": "新品推广", "within": "14d"},
    {"message": "opened"},
    {"profile.email": {"ends_with": "@qq.com"}},
    {"profile.tags": {"contains": "母"}},
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database(tmp_path_factory.mktemp("plans") / "mactl.db") as opened:
        opened.sql.execute("CREATE TEMP TABLE few (customer INTEGER PRIMARY KEY)")
        yield opened


def plan(database: Database, value: object, scope: Scope, **options: object) -> list[str]:
    context: Context = replace(context_for(database, NOW, "Asia/Shanghai"), scope=scope, **options)  # type: ignore[arg-type]
    asked = select(parse(value), context)
    return [str(row[3]) for row in database.rows(f"EXPLAIN QUERY PLAN {asked.text}", asked.params)]


def scans(steps: list[str]) -> list[str]:
    """Return the tables that are read from end to end."""
    read = [step.split()[1] for step in steps if step.startswith("SCAN") and "VIRTUAL TABLE" not in step]
    return [name for name in read if name not in {"s", "CONSTANT"} and not name.startswith("(subquery")]


@pytest.mark.parametrize("value", CONDITIONS, ids=str)
def test_everybody_is_gone_through_once(database: Database, value: object) -> None:
    read = scans(plan(database, value, None))
    assert read.count("c") <= 1
    assert not {"e", "k", "m", "z"} & set(read)
    assert read.count("r") <= 1


@pytest.mark.parametrize("zones", [(), ("America/New_York",)])
@pytest.mark.parametrize("value", CONDITIONS, ids=str)
def test_for_one_customer_nothing_is_gone_through(database: Database, value: object, zones: tuple[str, ...]) -> None:
    steps = plan(database, value, 7, zones=zones)
    assert set(scans(steps)) <= {"o", "b"}  # launches and suppressions, which are few
    assert not [step for step in steps if "events_type" in step]


@pytest.mark.parametrize("value", CONDITIONS, ids=str)
def test_for_a_few_customers_only_they_are_gone_through(database: Database, value: object) -> None:
    steps = plan(database, value, "few")
    assert set(scans(steps)) <= {"o", "b", "scope"}
    assert not [step for step in steps if "events_type" in step]


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("value", CONDITIONS, ids=str)
def test_for_a_slice_of_everybody_only_it_is_gone_through(database: Database, value: object, *, past: bool) -> None:
    steps = plan(database, value, Slice(5, 9), past=past)
    assert any(step.startswith("SEARCH c USING INTEGER PRIMARY KEY") for step in steps)
    assert set(scans(steps)) <= {"o", "b"}
    assert not [step for step in steps if "events_type" in step]


@pytest.mark.parametrize("scope", [None, 7, "few", Slice(5, 9)], ids=str)
@pytest.mark.parametrize(
    "value",
    [
        {"event": "order_paid", "within": "90d"},
        {"event": "order_paid", "within": "90d", "count": {">=": 2}},
        {"sum": {"event": "order_paid", "of": "amount", "within": "365d"}, "is": {">=": 5000}},
    ],
    ids=str,
)
@pytest.mark.parametrize("past", [False, True])
def test_a_wide_window_is_decided_from_the_rollups_and_else_from_the_index(
    database: Database, value: object, scope: Scope, *, past: bool
) -> None:
    steps = plan(database, value, scope, past=past)
    assert "SEARCH r USING PRIMARY KEY (customer=? AND type=?)" in steps
    assert any(
        "e USING COVERING INDEX events_customer (customer=? AND type=? AND at>? AND at<?)" in step for step in steps
    )
    assert not [step for step in steps if "LIST SUBQUERY" in step and scope != "few"]


def test_a_window_is_read_from_the_index(database: Database) -> None:
    steps = plan(database, {"event": "order_paid", "within": "7d"}, None)
    assert any("COVERING INDEX events_type (type=? AND at>? AND at<?)" in step for step in steps)


@pytest.mark.parametrize(
    "value",
    [
        {"event": "order_paid", "within": "90d"},
        {"event": "order_paid", "within": "90d", "count": {">=": 2}},
        {"event": "order_paid", "where": {"amount": {">": 100}}, "count": {"<": 2}},
        {"sum": {"event": "order_paid", "of": "amount", "within": "365d"}, "is": {">=": 5000}},
        {"max": {"event": "order_paid", "of": "amount", "where": {"amount": {"<": 9}}}, "is": {">": 1}},
    ],
    ids=str,
)
@pytest.mark.parametrize("past", [False, True])
def test_a_wide_window_is_walked_along_the_customers_with_nothing_to_sort(
    database: Database, value: object, past: bool
) -> None:
    steps = plan(database, value, None, past=past)
    assert any("COVERING INDEX events_customer (customer=? AND type=?" in step for step in steps)
    assert not [step for step in steps if "B-TREE" in step]


def test_who_had_done_something_by_then_is_known_from_the_rollups(database: Database) -> None:
    assert not [step for step in plan(database, {"event": "order_paid"}, None, past=True) if " e " in step]


def test_days_in_many_zones_still_use_the_index(database: Database) -> None:
    steps = plan(database, {"event": "order_paid", "after": "-3d"}, None, zones=("America/New_York", "Asia/Tokyo"))
    assert any("events_type (type=? AND at>?" in step for step in steps)
