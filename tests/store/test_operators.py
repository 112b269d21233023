"""What each operator answers, value by value, in a real database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mactl.core.segments.parse import parse
from mactl.store.database import Database
from mactl.store.selections import context_for, ids

MISSING: tuple[object, ...] = (None, "", [])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "mactl.db") as opened:
        yield opened


def instant(text: str, zone: str = "Asia/Shanghai") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


NOW = instant("2026-03-02T10:00")


def put(database: Database, **columns: object) -> int:
    names = {"customer_id": "c", "created_at": 0, "updated_at": 0, **columns}
    number = database.number("SELECT COUNT(*) FROM customers") + 1
    names["customer_id"] = f"c{number}"
    marks = ", ".join("?" for _name in names)
    database.sql.execute(f"INSERT INTO customers ({', '.join(names)}) VALUES ({marks})", tuple(names.values()))
    return number


def answers(database: Database, value: object, now: int = NOW, **options: object) -> list[int]:
    return list(ids(database, parse(value), context_for(database, now, "Asia/Shanghai", **options)))  # type: ignore[arg-type]


def fits(database: Database, level: object, comparison: object) -> bool:
    document = {} if level is ... else {"level": level}
    number = put(database, attributes=json.dumps(document, ensure_ascii=False))
    return number in answers(database, {"profile.level": comparison})


@pytest.mark.parametrize(
    ("comparison", "yes", "no"),
    [
        ("金卡", ["金卡", ["银卡", "金卡"]], ["金", "金卡会员", 3, *MISSING, ...]),
        ({"=": 3}, [3, 3.0, "3", "3.0", " 3 ", [1, "3"]], [30, "3a", "三", *MISSING, ...]),
        ({"=": "3"}, ["3", 3], ["03", *MISSING, ...]),
        ({"=": True}, [True, "true", "TRUE", "yes", 1, "是"], [False, "false", 0, "2", *MISSING, ...]),
        ({"=": False}, [False, "false", 0, "否"], [True, 1, *MISSING, ...]),
        ({"!=": 3}, [4, "三", *MISSING, ...], [3, "3", [3, 4]]),
        ({"!=": "金卡"}, ["银卡", 3, *MISSING, ...], ["金卡"]),
        ({">": 3}, [3.5, "10", "1e3", [1, 4]], [3, "3", "abc", "金卡", "三", *MISSING, ...]),
        ({">=": 3}, [3, "3", 4], [2, "2", "9a", *MISSING, ...]),
        ({"<": 3}, [2, "2", -1, "-1"], [3, "10", "", "abc", *MISSING, ...]),
        ({"<=": 3}, [3, "3.0", "-5"], [3.01, "x", *MISSING, ...]),
        ({">": "B"}, ["C", "BB"], ["B", "A", *MISSING, ...]),
        ({"in": ["金卡", 3]}, ["金卡", 3, "3"], ["银卡", 4, *MISSING, ...]),
        ({"not_in": ["金卡", 3]}, ["银卡", 4, *MISSING, ...], ["金卡", "3"]),
        ({"between": [2, 4]}, [2, "3", 4], [1, 5, "abc", *MISSING, ...]),
        ({"contains": "卡会"}, ["金卡会员", ["x", "金卡会员"]], ["金卡", *MISSING, ...]),
        ({"contains": "%"}, ["100%"], ["100", *MISSING, ...]),
        ({"starts_with": "金"}, ["金卡"], ["白金卡", "金"[:0], *MISSING, ...]),
        ({"ends_with": "金卡"}, ["白金卡", "金卡"], ["卡", "金卡!", *MISSING, ...]),
        ({"matches": "^[0-9]{4}$"}, ["0086", 2026], ["86", "00861", *MISSING, ...]),
        ({"exists": True}, [0, False, "x", [0]], [*MISSING, ...]),
        ({"exists": False}, [*MISSING, ...], [0, False, "x"]),
        ({"empty": True}, [*MISSING, ...], [0, False, "x"]),
        ({"empty": False}, [0, False, "x"], [*MISSING, ...]),
        ({">=": 2, "<": 4}, [2, "3.9"], [1, 4, *MISSING, ...]),
    ],
    ids=lambda value: str(value) if isinstance(value, dict | str) else "",
)
def test_an_attribute_fits(database: Database, comparison: object, yes: list[object], no: list[object]) -> None:
    assert [level for level in yes if not fits(database, level, comparison)] == []
    assert [level for level in no if fits(database, level, comparison)] == []


MIDNIGHTS = [
    # (zone, the first instant of 2 March there, the last of 1 March)
    ("Asia/Shanghai", instant("2026-03-02T00:00", "Asia/Shanghai")),
    ("America/New_York", instant("2026-03-02T00:00", "America/New_York")),
    ("Pacific/Kiritimati", instant("2026-03-02T00:00", "Pacific/Kiritimati")),
    (None, instant("2026-03-02T00:00", "Asia/Shanghai")),
    ("Nowhere/Land", instant("2026-03-02T00:00", "Asia/Shanghai")),
]


@pytest.mark.parametrize(("zone", "midnight"), MIDNIGHTS)
def test_days_start_at_the_customers_own_midnight(database: Database, zone: str | None, midnight: int) -> None:
    early = put(database, time_zone=zone, signup_at=midnight - 1)
    late = put(database, time_zone=zone, signup_at=midnight)
    put(database, time_zone=zone)
    assert answers(database, {"profile.signup_at": {"on": "2026-03-02"}}) == [late]
    assert answers(database, {"profile.signup_at": {"before": "2026-03-02"}}) == [early]
    assert answers(database, {"profile.signup_at": {"after": "2026-03-01"}}) == [late]
    assert answers(database, {"profile.signup_at": {"between": ["2026-03-01", "2026-03-01"]}}) == [early]
    assert answers(database, {"profile.signup_at": {">=": "2026-03-02"}}) == [late]
    assert answers(database, {"profile.signup_at": {"<=": "2026-03-01"}}) == [early]


def test_today_is_another_day_elsewhere(database: Database) -> None:
    now = instant("2026-03-02T01:00", "Asia/Shanghai")  # 1 March, noon, in New York
    here = put(database, time_zone="Asia/Shanghai", birthday="1990-03-02")
    there = put(database, time_zone="America/New_York", birthday="1990-03-01")
    put(database, time_zone="America/New_York", birthday="1990-03-02")
    assert answers(database, {"profile.birthday": {"anniversary": "today"}}, now) == [here, there]


@pytest.mark.parametrize(
    ("today", "word", "birthday", "falls"),
    [
        ("2027-02-28", "today", "2000-02-29", True),
        ("2027-03-01", "today", "2000-02-29", False),
        ("2028-02-28", "today", "2000-02-29", False),
        ("2028-02-29", "today", "2000-02-29", True),
        ("2027-02-25", "+3d", "--02-29", True),
        ("2026-12-30", "+3d", "1990-01-02", True),
        ("2026-12-30", "this_week", "1990-01-01", True),
        ("2026-03-02", "this_week", "1990-03-08", True),
        ("2026-03-02", "this_week", "1990-03-09", False),
        ("2026-12-28", {"from": "today", "to": "+6d"}, "1990-01-03", True),
        ("2026-12-28", {"from": "today", "to": "+6d"}, "1990-01-04", False),
        ("2026-12-28", {"from": "today", "to": "+6d"}, "1990-12-27", False),
        ("2027-01-02", {"from": "-7d", "to": "yesterday"}, "1990-12-26", True),
        ("2027-01-02", {"from": "-7d", "to": "yesterday"}, "1990-01-02", False),
        ("2027-02-25", {"from": "+1d", "to": "+3d"}, "2000-02-29", True),
        ("2027-02-28", {"from": "+1d", "to": "+3d"}, "2000-02-29", False),
        ("2028-02-28", {"from": "+1d", "to": "+3d"}, "2000-02-29", True),
        ("2026-12-28", {"from": "this_week", "to": "next_month"}, "--01-31", True),
        ("2026-12-30", {"from": "today", "to": "+6d"}, "2026-12-31", False),
        ("2026-12-30", {"from": "today", "to": "+6d"}, "2026-01-02", True),
        ("2026-09-20", {"from": "today", "to": "+7d"}, "lunar:08-15", True),
        ("2026-09-26", {"from": "today", "to": "+7d"}, "lunar:08-15", False),
        ("2026-03-02", "today", "2026-03-02", False),
        ("2026-03-02", "today", "1990-03-0", False),
        ("2026-03-02", "today", "", False),
        ("2026-03-02", "today", None, False),
    ],
)
def test_an_anniversary_comes_round(
    database: Database, today: str, word: object, birthday: str | None, falls: bool
) -> None:
    number = put(database, birthday=birthday)
    now = instant(f"{today}T12:00")
    assert answers(database, {"profile.birthday": {"anniversary": word}}, now) == ([number] if falls else [])


@pytest.mark.parametrize(
    ("today", "word", "birthday", "falls"),
    [
        ("2026-09-25", "today", "lunar:08-15", True),  # mid-autumn
        ("2026-09-24", "today", "lunar:08-15", False),
        ("2026-09-22", "+3d", "lunar:08-15", True),
        ("2026-02-16", "today", "lunar:12-30", True),  # the twelfth month has 29 days in this lunar year
        ("2025-07-25", "today", "lunar:06-01", False),  # the leap month keeps no birthdays
        ("2026-02-17", "this_month", "lunar:01-01", True),
        ("2026-02-17", "today", "lunar:13-40", False),
    ],
)
def test_a_lunar_birthday_comes_round(database: Database, today: str, word: str, birthday: str, falls: bool) -> None:
    number = put(database, birthday=birthday)
    now = instant(f"{today}T12:00")
    assert answers(database, {"profile.birthday": {"anniversary": word}}, now) == ([number] if falls else [])


@pytest.mark.parametrize(
    ("stored", "word", "before"),
    [
        ("2026-01-30", "-30d", True),  # thirty days before 2 March is 31 January
        ("2026-01-31", "-30d", False),
        (instant("2026-01-30T23:59"), "-30d", True),
        (instant("2026-01-31T00:00"), "-30d", False),
        (instant("2026-01-30T23:59") // 1000, "-30d", True),
        ("2026-01-30T15:59:59Z", "-30d", True),
        ("2026-01-30T16:00:00Z", "-30d", False),
        ("2026-01-30T23:59:59+08:00", "-30d", True),
        ("2026-01-31 00:00", "-30d", False),
        ("2026-01-30T23:59", "-30d", True),
        ("2026-03-01", "last_week", False),
        ("2026-02-22", "last_week", True),
        ("2026-02-28", "this_month", True),
        ("2026-03-01", "this_month", False),
        (instant("2026-03-02T09:59"), "now", True),
        (instant("2026-03-02T10:00"), "now", False),
        ("2026-03-02", "now", True),  # a date is its midnight
        ("2026-03-03", "now", False),
        ("昨天", "today", False),
        ("", "today", False),
        (True, "1970-02-01", True),
    ],
)
def test_dates_of_any_form_are_compared(database: Database, stored: object, word: str, before: bool) -> None:
    assert fits(database, stored, {"before": word}) is before


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"event": "order_paid", "within": "30d"}, [1, 2]),
        ({"event": "order_paid", "within": "1d"}, [1]),
        ({"event": "order_paid", "within": "23h"}, []),
        ({"event": "order_paid", "where": {"items.product_id": "A"}}, [1]),
        ({"event": "order_paid", "where": {"items.product_id": {"!=": "A"}}}, [1, 2]),
        ({"event": "order_paid", "where": {"amount": {"between": [99.9, 100]}}}, [1]),
        ({"event": "order_paid", "count": {"=": 0}}, [3]),
        ({"event": "order_paid", "within": "30d", "count": {"!=": 2}}, [3]),
        ({"event": "order_paid", "after": "2026-02-28"}, [1]),
        ({"event": "order_paid", "between": ["2026-02-01", "2026-02-28"]}, [1, 2]),
        ({"sum": {"event": "order_paid", "of": "amount"}, "is": {">": 100}}, [1]),
        ({"sum": {"event": "order_paid", "of": "amount"}, "is": {"=": 0}}, [3]),
        ({"sum": {"event": "order_paid", "of": "amount", "within": "30d"}, "is": {"=": 0.3}}, [2]),
        ({"sum": {"event": "order_paid", "of": "amount", "within": "30d"}, "is": {"<": 1}}, [2, 3]),
        ({"max": {"event": "order_paid", "of": "amount"}, "is": {"<": 1}}, [2]),
        ({"max": {"event": "order_paid", "of": "amount"}, "is": {"!=": 0.2}}, [1, 3]),
        ({"max": {"event": "order_paid", "of": "amount"}, "is": {"empty": True}}, [3]),
        ({"first": {"event": "order_paid", "of": "channel"}, "is": "app"}, [1]),
        ({"last": {"event": "order_paid", "of": "channel"}, "is": "店"}, [1]),
        ({"last": {"event": "order_paid", "of": "at"}, "is": {"before": "-3d"}}, [2]),
        ({"min": {"event": "order_paid", "of": "at"}, "is": {"empty": True}}, [3]),
    ],
    ids=str,
)
def test_events_are_counted_and_summed(database: Database, value: object, wanted: list[int]) -> None:
    day = 86_400_000
    orders = [
        (1, NOW - 20 * day, 1_000_000, {"channel": "app", "items": [{"product_id": "A"}, {"product_id": "B"}]}),
        (1, NOW - day + 1, 20_000_000, {"channel": "店"}),
        (2, NOW - 10 * day, 1_000, {"items": [{"product_id": "B"}]}),
        (2, NOW - 10 * day, 2_000, {"items": "A"}),
    ]
    for _number in range(3):
        put(database)
    for number, (customer, at, amount, properties) in enumerate(orders):
        database.sql.execute(
            "INSERT INTO events (customer, type, at, source, source_id, amount, properties) "
            "VALUES (?, 'order_paid', ?, 1, ?, ?, ?)",
            (customer, at, number, amount, json.dumps(properties, ensure_ascii=False)),
        )
        database.sql.execute(
            "INSERT INTO rollups VALUES (?, 'order_paid', 1, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + 1, "
            "amount = amount + excluded.amount, first_at = min(first_at, excluded.first_at), "
            "last_at = max(last_at, excluded.last_at)",
            (customer, amount, at, at),
        )
    assert answers(database, value) == wanted


def test_within_leaves_its_start_out(database: Database) -> None:
    put(database)
    database.sql.execute(
        "INSERT INTO events (customer, type, at, source, source_id) VALUES (1, 'login', ?, 1, 1)", (NOW - 3_600_000,)
    )
    assert answers(database, {"event": "login", "within": "1h"}) == []
    assert answers(database, {"event": "login", "within": "61m"}) == [1]
    assert answers(database, {"event": "login", "within": "1h"}, NOW - 1) == [1]


def test_time_zones_that_nobody_knows_are_the_workspaces(database: Database) -> None:
    for zone in ("Nowhere/Land", "../etc", None, "Europe/Berlin"):
        put(database, time_zone=zone)
    assert context_for(database, NOW, "Asia/Shanghai").zones == ("Europe/Berlin",)
    assert datetime.fromtimestamp(NOW / 1000, UTC).hour == 2
