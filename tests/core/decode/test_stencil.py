"""Rows that are cut say what the parser reads in them; whatever it would refuse or read otherwise is not cut."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.stencil import Cutter, Stencil, learn

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SCALARS = st.one_of(
    TEXT, st.none(), st.booleans(), st.integers(-(2**65), 2**65), st.integers(0, 99),
    st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0.5, -0.25, 19.9, 1e16, 1e-7, -0.0, 100.0]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda of: st.one_of(st.lists(of, max_size=3), st.dictionaries(TEXT, of, max_size=3)), max_leaves=5
)
SPELLINGS: list[dict[str, Any]] = [
    {"ensure_ascii": False},
    {"ensure_ascii": False, "separators": (",", ":")},
    {"ensure_ascii": False, "indent": 2},
    {"ensure_ascii": True},
]
SHOP = [
    {
        "id": "C1", "name": "王 梅", "points": 7, "rate": -0.25, "tags": ["母婴"],
        "consents": {"email": True, "sms": {"at": 1}}, "attributes": {"level": "gold", "%b": 1},
    },
    {
        "id": "C2", "name": None, "points": 0, "rate": 19.9, "tags": [],
        "consents": {}, "attributes": {"level": "", "%b": 22},
    },
    {
        "id": "C3", "name": "", "points": -12, "rate": 0, "tags": ["a]", "b"],
        "consents": {"email": False}, "attributes": {"level": None, "%b": "}"},
    },
]  # fmt: skip
SIGNS = [b"", b'"', b"{", b"}", b"[", b"]", b",", b":", b"0", b"-", b".", b"\n", b"\x00", b"\xff", b" "]


@st.composite
def alike(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw rows that name the same fields."""
    names = [*draw(st.lists(TEXT, min_size=1, max_size=3, unique=True)), "attributes"]
    inner = draw(st.lists(TEXT, max_size=2, unique=True))
    free = st.fixed_dictionaries(dict.fromkeys(inner, SCALARS))
    kinds = {name: free if name == "attributes" else draw(st.sampled_from([SCALARS, VALUES, TEXT])) for name in names}
    return draw(st.lists(st.fixed_dictionaries(kinds), min_size=1, max_size=5))


def spelt(rows: list[Any], spelling: dict[str, Any]) -> tuple[str, bytes]:
    """Return the text of the first row, and all of them with commas between."""
    texts = [json.dumps(row, **spelling) for row in rows]
    return texts[0], ",\n ".join(texts).encode()


def stencil(text: str, *, deep: bool = True) -> Stencil:
    found = learn(text, json.loads(text), deep=deep)
    assert found
    return found


@given(alike(), st.sampled_from(SPELLINGS), st.booleans())
def test_what_is_cut_is_what_the_parser_reads(rows: list[dict[str, Any]], spelling: dict[str, Any], deep: bool) -> None:
    first, piece = spelt(rows, spelling)
    found = learn(first, rows[0], deep=deep)
    cut = found and found.cut(piece)
    if cut:
        assert cut.texts == [orjson.dumps(row) for row in rows]
        assert list(cut.columns) == list(rows[0])
        for name, column in cut.columns.items():
            assert column.texts == [orjson.dumps(row[name]) for row in rows]
            assert column.values() == [row[name] for row in rows]


@given(st.data(), st.booleans())
def test_text_that_was_damaged_is_not_cut_into_something_else(data: st.DataObject, deep: bool) -> None:
    first, piece = spelt(SHOP, {"ensure_ascii": False})
    at = data.draw(st.integers(0, len(piece) - 1))
    put = data.draw(st.sampled_from(SIGNS))
    broken = piece[:at] + put + piece[at + data.draw(st.integers(0, 3)) :]
    cut = stencil(first, deep=deep).cut(broken)
    if cut:
        assert cut.texts == [orjson.dumps(row) for row in orjson.loads(b"[" + broken + b"]")]


@pytest.mark.parametrize("spelling", SPELLINGS[:3])
@pytest.mark.parametrize("deep", [True, False])
def test_usual_rows_are_cut(spelling: dict[str, Any], deep: bool) -> None:
    first, piece = spelt(SHOP, spelling)
    cut = stencil(first, deep=deep).cut(piece)
    assert cut
    assert [json.loads(text) for text in cut.texts] == SHOP
    assert len(cut) == 3


@pytest.mark.parametrize(
    "other",
    [
        '{"id": "b\\u0041", "points": 1, "tags": []}',  # escapes
        '{"id": "b", "points": 01, "tags": []}',
        '{"id": "b", "points": 1.50, "tags": []}',  # would be written 1.5
        '{"id": "b", "points": 1e5, "tags": []}',
        '{"id": "b", "points": 123456789012345678901, "tags": []}',  # beyond 64 bits
        '{"id": "b", "points": 1, "tags": [123456789012345678901]}',
        '{"id": "b", "points": 1, "tags": [1, 2}',
        '{"id": "b", "points": 1, "tags": [], "more": 1}',
        '{"id": "b", "points": 1}',
        '{"points": 1, "id": "b", "tags": []}',
        '{"id": "b", "points": 1, "tags": []} 7',
        '{"id": "b\nc", "points": 1, "tags": []}',
        '{"id": "b", "points": 1, "tags": [{"a": 1, "a": 2}]}',  # a key that stands twice
        '{"id": "b", "points": 1, "tags": [{"a": NaN}]}',
        "null",
    ],
)
def test_other_rows_are_left_to_the_parser(other: str) -> None:
    first = '{"id": "a", "points": 1, "tags": []}'
    found = stencil(first)
    assert found.cut(f"{first},{first}".encode())
    assert found.cut(f"{first},{other},{first}".encode()) is None


def test_text_that_is_not_utf_8_is_left_to_the_parser() -> None:
    first = '{"id": "a"}'
    assert stencil(first).cut(b'{"id": "\xc3\xa9"}')
    assert stencil(first).cut(b'{"id": "\xc3"}') is None


def test_rows_that_fit_no_more_are_learnt_anew_ever_more_seldom() -> None:
    cutter, old = Cutter(), b'{"id": "a"}'
    assert cutter.cut(old) is None
    cutter.learn(b'"a"}', {"id": "a"})  # the end of a row teaches nothing
    assert cutter.cut(old) is None
    tried = []
    for turn in range(40):
        cutter.learn(old, {"id": "a"})
        if cutter._stencil is not None:
            tried.append(turn)
        assert cutter.cut(b'{"y": 1}') is None
    assert tried == [0, 1, 3, 7, 15, 31]
    for _turn in range(40):
        cutter.learn(old, {"id": "a"})
    assert cutter.cut(old)
    assert cutter.cut(b'{"y": 1}') is None
    cutter.learn(old, {"id": "a"})
    assert cutter.cut(old), "one piece that does not fit among many that do stops nothing"
