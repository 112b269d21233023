"""Rows read by columns mean what they mean read one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.block import of
from mactl.core.decode.columns import Columns
from mactl.core.decode.packing import pack
from mactl.core.decode.profiles import Profile, Reader, Reading
from mactl.core.decode.rejected import Rejected
from mactl.core.decode.spelt import Spelt, spell
from mactl.core.model.customer import ADDRESSES, COLUMNS

NOW = 1_772_420_000_000
ODD: list[Any] = [None, "", " a ", "\u200bx", 0, 1.5, True, [], {}, ["a", " a", None], {"a": 1}, "x" * 2000, "=1", "{"]
FITTING: dict[str, list[Any]] = {
    "email": ["mei@x.com", "Mei@X.com", "x@"],
    "phone": ["13800000001", 13800000002, "138****0000"],
    "time_zone": ["Asia/Shanghai"],
    "birthday": ["1990-03-02", {"lunar": "08-15"}],
    "signup_at": ["2026-01-01", 1_700_000_000],
    "tags": [["vip", "母婴", "vip"], "vip;母婴"],
    "consents": [{"email": True}, {"sms": {"status": "withdrawn"}}, "email=yes", {"fax": True}],
    "attributes": [{"level": "gold"}, '{"level": 1}'],
}
NAMES = (
    "id", *COLUMNS, *ADDRESSES, "tags", "consents", "attributes", "points", "attributes.x", "x", "ids", "consent:sms",
)  # fmt: skip


def reading(*, table: bool, authored: bool, granted: tuple[str, ...]) -> Reading:
    def stated(value: object) -> Any:
        return f"read {value!r}"

    return Reading(
        instant=lambda _value: 5, day=stated, zone=stated, now=NOW, authored=authored, table=table, granted=granted
    )


@st.composite
def alike(draw: st.DrawFn) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Draw rows that name the same fields."""
    fields = tuple(draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=6)))
    cells = [st.sampled_from([*FITTING.get(name, ["plain", "上海"]), *ODD]) for name in fields]
    return fields, draw(st.lists(st.tuples(*cells), min_size=1, max_size=6))


def transposed(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Return the columns of rows."""
    return list(map(list, zip(*rows, strict=True)))


def spelt(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Return the columns of rows as they are spelt, where that takes no escapes."""
    columns = [Spelt(list(map(orjson.dumps, column))) for column in zip(*rows, strict=True)]
    return [column.values() if b"\\" in column.array() else column for column in columns]


@given(alike(), st.booleans(), st.sampled_from([(), ("email",)]), st.integers(1, 12))
def test_columns_read_what_spelt_rows_say(
    drawn: tuple[tuple[str, ...], list[tuple[Any, ...]]], authored: bool, granted: tuple[str, ...], times: int
) -> None:
    fields, rows = drawn[0], drawn[1] * times
    how = reading(table=False, authored=authored, granted=granted)
    numbers = list(range(len(rows)))
    block, left = Columns(Reader(how)).read(fields, spelt(rows), numbers, numbers)
    one_by_one = Reader(how)
    expected = [one_by_one.read(dict(zip(fields, row, strict=True)), place, place) for place, row in enumerate(rows)]
    kept = [expected[place] for place in numbers if place not in left]
    assert list(block.profiles()) == kept
    assert len(block) == len(kept)
    if kept:
        assert list(pack(block).open().profiles()) == kept


TABLE = [
    "plain", "上海", "0", "-0", "-7", "007", "12", "1.5", "1e3", "12345678901234567", "2026/3/2", "null", "true", "a;b",
    '{"a": 1}', '["a", "b"]', '{"a": "\\u0000"}', '"x"', "a\\b", "a,b", "O'Neill", "mei@x.com", "Mei@X.com",
    "13800000001", "Asia/Shanghai", "1990-03-02", "email=yes", '{"email": false}', "fax", "x" * 70,
]  # fmt: skip


@given(st.data(), st.sampled_from([(), ("email",)]), st.integers(1, 12))
def test_columns_read_what_spelt_cells_say(data: st.DataObject, granted: tuple[str, ...], times: int) -> None:
    fields = tuple(data.draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=6)))
    rows = (
        data.draw(st.lists(st.tuples(*(st.sampled_from(TABLE) for _field in fields)), min_size=1, max_size=6)) * times
    )
    columns = [spell(column) or list(column) for column in zip(*rows, strict=True)]
    how, numbers = reading(table=True, authored=False, granted=granted), list(range(len(rows)))
    block, left = Columns(Reader(how)).read(fields, columns, numbers, numbers)
    one_by_one = Reader(how)
    expected = [one_by_one.read(dict(zip(fields, row, strict=True)), place, place) for place, row in enumerate(rows)]
    kept = [expected[place] for place in numbers if place not in left]
    assert list(block.profiles()) == kept
    assert not kept or list(pack(block).open().profiles()) == kept


@given(alike(), st.booleans(), st.booleans(), st.sampled_from([(), ("email",), ("email", "sms", "email")]))
def test_columns_read_what_rows_say(
    drawn: tuple[tuple[str, ...], list[tuple[Any, ...]]], table: bool, authored: bool, granted: tuple[str, ...]
) -> None:
    fields, rows = drawn
    how = reading(table=table, authored=authored, granted=granted)
    numbers, marks = list(range(1, len(rows) + 1)), [number * 7 for number in range(len(rows))]
    block, left = Columns(Reader(how)).read(fields, transposed(rows), numbers, marks)
    kept = [place for place in range(len(rows)) if place not in left]
    one_by_one = Reader(how)
    expected = [
        one_by_one.read(dict(zip(fields, rows[place], strict=True)), numbers[place], marks[place]) for place in kept
    ]
    assert list(block.profiles()) == expected
    assert len(block) == len(kept)


USUAL = {
    "id": ["c1", "王 1", "a|b"],
    "name": ["梅", "Li Lei", "a|b"],
    "email": ["a@x.com", "b.c+d@y.example.cn"],
    "phone": ["+8613800000001", "+12125550123", "+4915112345678"],
}
TRICKY = {
    "id": ["", " c", "c ", "c|", "|c", "c\n", "c\x00", "x" * 65, "x" * 201],
    "name": ["", " n", "n ", "n |", "| n", "n\nm", "\u3000n", "n\u200b", "x" * 65, "x" * 20_000],
    "email": ["a@x.com\nb@x.com", "a@x.com\n", "A@x.com", "x@", "", f"{'a' * 65}@x.com", "a@x.com "],
    "phone": ["+8613800000001\n+8613800000002", "13800000001", "+86138", "", "+861380000000١"],
}


@given(st.sampled_from(sorted(USUAL)), st.data(), st.booleans(), st.booleans())
def test_columns_of_usual_values_hide_no_odd_one(name: str, data: st.DataObject, table: bool, as_spelt: bool) -> None:
    values = data.draw(st.lists(st.sampled_from(USUAL[name]), min_size=1, max_size=12))
    if odd := data.draw(st.sampled_from([None, *TRICKY[name]])):
        values.insert(data.draw(st.integers(0, len(values))), odd)
    fields = (name,) if name in {"id", "email", "phone"} else ("id", name)
    rows = [(value,) if len(fields) == 1 else (f"c{place}", value) for place, value in enumerate(values)]
    numbers = list(range(len(rows)))
    columns = transposed(rows) if table or not as_spelt else spelt(rows)
    block, left = Columns(Reader(reading(table=table, authored=False, granted=()))).read(
        fields, columns, numbers, numbers
    )
    reader = Reader(reading(table=table, authored=False, granted=()))
    expected = [reader.read(dict(zip(fields, row, strict=True)), place, place) for place, row in enumerate(rows)]
    assert list(block.profiles()) == [expected[place] for place in numbers if place not in left]
    assert all(isinstance(expected[place], Rejected) or table or not values[place] for place in left)


@pytest.mark.parametrize("table", [False, True])
def test_good_rows_are_not_left(table: bool) -> None:
    how = reading(table=table, authored=False, granted=("sms",))
    rows = [("c1", "王梅", "mei@x.com", 7), ("c2", "李强", "bad", 8), ("c3", "赵", "li@x.com", 9)]
    columns = transposed(rows)
    block, left = Columns(Reader(how)).read(("id", "name", "email", "points"), columns, [2, 3, 4], [1, 2, 3])
    assert left == [1]
    assert block.keys == ["c1", "c3"]
    assert block.addresses == {"email": ["mei@x.com", "li@x.com"]}
    assert block.attributes == ['{"points":7}', '{"points":9}']


def test_a_block_of_profiles_gives_them_back() -> None:
    read: Callable[..., Any] = Reader(reading(table=False, authored=False, granted=())).read
    rows = [{"id": "a", "email": "a@x.com", "ids": {"taobao": "1"}}, {"phone": "13800000001", "tags": ["t"]}]
    profiles = [read(row, number, 0) for number, row in enumerate(rows)]
    assert all(isinstance(one, Profile) for one in profiles)
    block = of(profiles)
    assert block.profiles() is profiles
    assert block.addresses == {"email": ["a@x.com", None], "phone": [None, "+8613800000001"]}
    assert block.others == [(0, ("taobao", "1", None))]


@pytest.mark.parametrize("value", [["a"], {"a": 1}, ["a", "b"]])
@pytest.mark.parametrize("name", ["id", "name", "email"])
def test_what_holds_texts_is_no_text(name: str, value: Any) -> None:
    columns: Callable[..., Any] = Columns(Reader(reading(table=False, authored=False, granted=()))).read
    block, left = columns(
        (name, "phone"), [Spelt([orjson.dumps(value)] * 8), ["+8613800000001"] * 8], [*range(8)], [0] * 8
    )
    assert left == [*range(8)]
    assert len(block) == 0
