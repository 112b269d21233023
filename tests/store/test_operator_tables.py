"""A table of cases for every operator: missing values, Chinese, numbers as text, both sides of midnight, leap days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.core.segments.operators import OPERATORS
from mactl.core.segments.parse import parse
from mactl.store.database import Database
from mactl.store.selections import context_for, holds, ids

ABSENT = "(absent)"
HOME = "Asia/Shanghai"
NOW = parse_instant("2026-01-01T12:00", zone(HOME))
STORED: list[object] = [
    ABSENT,
    None,
    "",
    [],
    "上海",
    "上海市",
    "杭州",
    "3",
    3,
    " 3 ",
    "10",
    "三",
    "0086",
    0,
    ["上海", "3"],
]
MISSING: list[object] = [ABSENT, None, "", []]
THREES: list[object] = ["3", 3, " 3 ", ["上海", "3"]]
# operator: what it compares with, and what of STORED it holds for. A number is seconds since 1970 to a date.
VALUES: dict[str, list[tuple[object, list[object]]]] = {
    "=": [("上海", ["上海", ["上海", "3"]]), (3, THREES), ("0086", ["0086"])],
    "!=": [("上海", [each for each in STORED if each not in ("上海", ["上海", "3"])])],
    ">": [(3, ["10", "0086"]), ("上海", ["上海市", "杭州"])],
    ">=": [(3, [*THREES, "10", "0086"])],
    "<": [(3, [0]), ("上海", ["3", 3, " 3 ", "10", "三", "0086", 0, ["上海", "3"]])],
    "<=": [(3, [*THREES, 0])],
    "in": [(["上海", 10], ["上海", "10", ["上海", "3"]])],
    "not_in": [(["上海", 10], [each for each in STORED if each not in ("上海", "10", ["上海", "3"])])],
    "between": [([1, 5], THREES)],
    "contains": [("海", ["上海", "上海市", ["上海", "3"]])],
    "starts_with": [("上", ["上海", "上海市", ["上海", "3"]])],
    "ends_with": [("海", ["上海", ["上海", "3"]])],
    "matches": [("^[0-9]+$", ["3", 3, "10", "0086", 0, ["上海", "3"]]), ("^.海$", ["上海", ["上海", "3"]])],
    "exists": [(True, [each for each in STORED if each not in MISSING]), (False, MISSING)],
    "empty": [(True, MISSING), (False, [each for each in STORED if each not in MISSING])],
    "before": [("2026-01-01", [3, 0])],
    "after": [("1969-12-31", [3, 0])],
    "on": [("1970-01-01", [3, 0])],
    "anniversary": [("today", [3, 0]), ({"from": "-3d", "to": "today"}, [3, 0]), ("tomorrow", [])],
}
DAY = "2028-02-29"
YES, NO = True, False
# operator: what it compares with, and whether it holds for the last moment of 28 February, the first and the last of
# the 29th, and the first of 1 March, by the clocks where the customer lives.
MIDNIGHTS: dict[str, tuple[object, tuple[bool, bool, bool, bool]]] = {
    "=": (DAY, (NO, YES, YES, NO)),
    "!=": (DAY, (YES, NO, NO, YES)),
    ">": (DAY, (NO, NO, NO, YES)),
    ">=": (DAY, (NO, YES, YES, YES)),
    "<": (DAY, (YES, NO, NO, NO)),
    "<=": (DAY, (YES, YES, YES, NO)),
    "in": ([DAY, "2027-01-01"], (NO, YES, YES, NO)),
    "not_in": ([DAY, "2027-01-01"], (YES, NO, NO, YES)),
    "between": ([DAY, DAY], (NO, YES, YES, NO)),
    "before": (DAY, (YES, NO, NO, NO)),
    "after": (DAY, (NO, NO, NO, YES)),
    "on": (DAY, (NO, YES, YES, NO)),
    "anniversary": ("2029-02-28", (YES, YES, YES, NO)),  # in a common year the 29th comes round on the 28th
    "exists": (True, (YES, YES, YES, YES)),
    "empty": (True, (NO, NO, NO, NO)),
}
ZONES = ("Asia/Shanghai", "America/New_York", "Europe/Berlin")
LEAP = {"from": "2032-02-29", "to": "2032-02-29"}
TEXTS = {"contains", "starts_with", "ends_with", "matches"}  # look at letters: a time has none


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "mactl.db") as opened:
        yield opened


def put(database: Database, **columns: object) -> int:
    number = database.number("SELECT count(*) FROM customers") + 1
    given = {"customer_id": f"c{number}", "created_at": 0, "updated_at": 0, **columns}
    marks = ", ".join("?" for _name in given)
    database.sql.execute(f"INSERT INTO customers ({', '.join(given)}) VALUES ({marks})", tuple(given.values()))
    return number


def found(database: Database, value: object) -> list[int]:
    """Return for whom a condition holds, decided for everybody and for each alone."""
    condition, context = parse(value), context_for(database, NOW, HOME)
    together = list(ids(database, condition, context))
    everybody = range(1, database.number("SELECT count(*) FROM customers") + 1)
    assert [each for each in everybody if holds(database, condition, each, context)] == together
    return together


def test_every_operator_has_its_tables() -> None:
    assert set(VALUES) == set(OPERATORS)
    assert set(MIDNIGHTS) == set(OPERATORS) - TEXTS


CASES = [(operator, operand, wanted) for operator, table in VALUES.items() for operand, wanted in table]


@pytest.mark.parametrize(("operator", "operand", "wanted"), CASES, ids=str)
def test_a_value_fits(database: Database, operator: str, operand: object, wanted: list[object]) -> None:
    for stored in STORED:
        document = {} if stored == ABSENT else {"level": stored}
        put(database, attributes=json.dumps(document, ensure_ascii=False))
    fits = [STORED[number - 1] for number in found(database, {"profile.level": {operator: operand}})]
    assert fits == [each for each in STORED if each in wanted]


@pytest.mark.parametrize("place", ZONES)
@pytest.mark.parametrize("operator", MIDNIGHTS)
def test_midnight_is_the_customers_own(database: Database, operator: str, place: str) -> None:
    operand, wanted = MIDNIGHTS[operator]
    first, end = (parse_instant(day, zone(place)) for day in (DAY, "2028-03-01"))
    for instant in (first - 1, first, end - 1, end):
        attributes = json.dumps({"seen": instant, "told": str(day_and_time(instant, place))})
        put(database, time_zone=place, signup_at=instant, attributes=attributes)
    paths = ["profile.signup_at"]
    if operator in {"before", "after", "on", "anniversary"}:  # an attribute is a date where it is asked for one
        paths += ["profile.seen", "profile.told"]
    for path in paths:
        assert found(database, {path: {operator: operand}}) == [place + 1 for place in range(4) if wanted[place]], path
    if operator == "anniversary":
        assert found(database, {"profile.signup_at": {operator: LEAP}}) == [2, 3], "in a leap year on the day itself"


def day_and_time(instant: int, place: str) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(instant / 1000, UTC).astimezone(zone(place)).isoformat(timespec="milliseconds")


@pytest.mark.parametrize("operator", MIDNIGHTS)
def test_a_date_as_it_is_written_has_no_midnight(database: Database, operator: str) -> None:
    operand, wanted = MIDNIGHTS[operator]
    for place in ZONES:
        for day in ("1988-02-28" if operator == "anniversary" else "2028-02-28", DAY, "2028-03-01"):
            put(database, time_zone=place, birthday=day.replace("2028", "1988") if operator == "anniversary" else day)
    answers = (wanted[0], wanted[1], wanted[3]) * len(ZONES)
    assert found(database, {"profile.birthday": {operator: operand}}) == [
        number + 1 for number, answer in enumerate(answers) if answer
    ]
