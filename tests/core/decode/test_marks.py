"""Digests of rows: those that databases hold are known again, and ids made of them stay what they are."""

from __future__ import annotations

from mactl.core.decode.marks import Marker, strong
from mactl.core.decode.quick_json import written
from mactl.core.decode.row import Batch, Fields

ROWS: list[Fields] = [{"id": "a", "n": 1}, {"id": "王", "n": 2}]
HUGE: Fields = {"id": "王", "n": 2**70}


def test_rows_have_their_marks_one_by_one_and_all_at_once() -> None:
    marker = Marker("x")
    one_by_one = [marker.mark(row) for row in ROWS]
    assert marker.marks(Batch(range(1, 3), ROWS)) == marker.marks(Batch(range(1, 3), ROWS, written(ROWS))) == one_by_one
    assert len({*one_by_one, *map(Marker("y").mark, ROWS)}) == 4
    assert all(-(2**63) <= mark < 2**63 for mark in one_by_one)


def test_marks_are_the_same_in_every_version() -> None:
    assert [Marker("").mark(row) for row in (ROWS[0], HUGE)] == [-4444818884692419506, 4457314383048944057]


def test_marks_from_before_xxh3_are_still_known() -> None:
    assert [Marker("").former(row) for row in (ROWS[0], HUGE)] == [1981186375110840480, 3082187950421534545]
    assert [Marker("x").former(row) for row in (ROWS[0], HUGE)] == [-6060388935536435861, 7456147505689149750]


def test_ids_of_events_without_one_stay_what_they_were() -> None:
    assert strong(ROWS[0]).hex() == "1b7e9682ea5350a0"
