"""Rows of events made values, one by one and by columns."""

from __future__ import annotations

import json
import pickle

from mactl.core.decode.happenings import Happening, Happenings, Telling, happening

NOW = 1_772_420_000_000
TELLING = Telling(instant=lambda value: NOW + int(str(value)), now=NOW, source="app")


def read(number: int, **row: object) -> Happening:
    found = happening({"type": "login", "customer": "c1", "at": -number, **row}, number, TELLING)
    assert isinstance(found, Happening)
    return found


ROWS = [read(1), read(2, id="e2", properties={"amount": 12.5}), read(3, customer="c2", source="web")]


def test_rows_by_columns_are_the_same_rows() -> None:
    found = Happenings.of(ROWS)
    assert (len(found), list(found.rows())) == (3, ROWS)
    assert (found.customers, found.ids, found.amounts) == (
        ("c1", "c1", "c2"),
        (None, "e2", None),
        (None, 125_000, None),
    )


def test_parts_are_joined_in_their_order() -> None:
    parts = [Happenings.of(ROWS[:2]), Happenings.of([]), Happenings.of(ROWS[2:])]
    assert list(Happenings.joined(parts).rows()) == ROWS


def test_no_events_are_none_by_columns_too() -> None:
    assert Happenings.of([]) == Happenings()
    assert len(Happenings.joined([])) == 0
    assert (len(Happenings()), list(Happenings().rows())) == (0, [])


def test_equal_types_and_sources_are_one_text_so_that_they_are_sent_once() -> None:
    many = [read(n, type=json.loads('"login"'), customer="c", id="e") for n in range(1, 1001)]
    found = Happenings.joined([Happenings.of(many)])
    assert len({id(kind) for kind in found.types}) == len({id(source) for source in found.sources}) == 1
    assert pickle.dumps(found).count(b"login") == 1
