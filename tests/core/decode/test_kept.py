"""Rows that wait until their chunk is stored come back as they stood."""

from __future__ import annotations

import datetime as dt
import tracemalloc

import pytest

from mactl.core.decode.kept import Kept
from mactl.core.decode.row import Batch, Fields


@pytest.mark.parametrize("value", ["¥1,299.00", "\ud800", 2**70, float("inf"), -0.5, None, True, [1, {"a": "b"}]])
def test_a_row_comes_back_as_it_stood(value: object) -> None:
    kept = Kept()
    kept.add(Batch([7, 8], [{"amount": 1}, {"amount": value}]))
    assert kept.find({8}) == {8: {"amount": value}}


def test_dates_of_a_workbook_come_back_as_dates() -> None:
    kept, day = Kept(), dt.date(2026, 3, 1)
    kept.add(Batch([1], [{"at": day}]))
    assert kept.find({1}) == {1: {"at": day}}


def test_rows_with_their_json_are_read_from_it() -> None:
    kept = Kept()
    kept.add(Batch([1, 2], [{"a": 1}, {"a": 2}], [b'{"a":1}', b'{"a":2}']))
    assert (kept.find({2}), kept.find({3})) == ({2: {"a": 2}}, {})


def test_kept_rows_take_a_fraction_of_their_room() -> None:
    tracemalloc.start()
    rows: list[Fields] = [{"customer": f"c{n}", "type": f"order{n}", "at": f"2026-03-01T{n}"} for n in range(1000)]
    whole, kept = tracemalloc.get_traced_memory()[0], Kept()
    kept.add(Batch(range(1000), rows))
    packed = tracemalloc.get_traced_memory()[0] - whole
    tracemalloc.stop()
    assert packed < whole / 4
