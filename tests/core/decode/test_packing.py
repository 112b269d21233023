"""Blocks, and rows, come back from bytes as they were."""

from __future__ import annotations

import pickle
from zoneinfo import ZoneInfo

from mactl.core.decode.alike import alike
from mactl.core.decode.block import Block
from mactl.core.decode.columns import Columns
from mactl.core.decode.kept import Kept
from mactl.core.decode.packing import pack
from mactl.core.decode.profiles import Reader, Reading
from mactl.core.decode.quick_json import written
from mactl.core.decode.row import Batch, Fields

READING = Reading(
    instant=lambda _value: 7, day=str, zone=lambda name: ZoneInfo(name).key, now=1, source="f.json", granted=("sms",)
)
ROWS: list[Fields] = [
    {
        "id": "a",
        "email": "a@x.com",
        "tags": ["母婴", "新客"],
        "consents": {"email": True},
        "level": "gold",
        "name": "王",
    },
    {"id": "b", "email": None, "tags": ["新客"], "consents": {"email": True}, "level": None, "name": None},
    {"id": "c", "email": "c@x.com", "tags": ["母婴", "新客"], "consents": {}, "level": 2**40, "name": "李"},
]


def test_a_block_comes_back_as_it_was() -> None:
    for numbers in (range(5, 8), [5, 9, 11]):
        values = list(map(list, zip(*(row.values() for row in ROWS), strict=True)))
        block, left = Columns(Reader(READING)).read(tuple(ROWS[0]), values, numbers, [-(2**63), 0, 2**63 - 1])
        assert not left
        packed = pack(block)
        assert packed.open() == block
        assert packed.open().profiles() == block.profiles()
        assert packed.open().without([1]).profiles() == [block.profiles()[0], block.profiles()[2]]


def test_a_block_travels_as_bytes() -> None:
    found = Block(
        numbers=range(1, 3), keys=["a", None], digests=[1, 2], columns={"name": ["王", None], "city": ["上海", "x"]}
    )
    found.addresses, found.attributes = {"email": [None, "b@x.com"]}, ["{}", '{"n":"\\""}']
    found.consents = found.tags = alike([[], []])
    sent = pickle.loads(pickle.dumps(pack(found)))
    assert (len(sent), sent.columns, sent.nameless) == (2, ["name", "city"], True)
    assert sent.open() == found
    assert sent.profiles() == found.profiles()
    assert not pack(found.without([1])).nameless


def test_lists_that_are_one_are_held_once() -> None:
    one, other = ["x"], ["y"]
    found = alike([one, other, one, one])
    assert (found.kinds, list(found.which)) == ([["x"], ["y"]], [0, 1, 0, 0])
    assert found.each() == [one, other, one, one]
    assert found.kept([True, False, False, True]).each() == [one, one]


def test_kept_rows_are_found_by_number_whether_their_json_is_at_hand_or_not() -> None:
    huge: list[Fields] = [{"id": 2**70}, {"id": "z\n"}]
    assert written(huge) is None
    kept = Kept()
    kept.add(Batch(range(1, 4), ROWS, written(ROWS)))
    kept.add(Batch([7, 9], huge))
    assert kept.find({2, 7}) == {2: ROWS[1], 7: huge[0]}
    assert kept.find(set()) == {}


def test_batches_are_cut_and_picked_with_their_numbers() -> None:
    batch = Batch(range(1, 4), ROWS, written(ROWS))
    assert batch.cut(1, None) == Batch(range(2, 4), ROWS[1:], written(ROWS[1:]))
    assert batch.at([2, 0]) == Batch([3, 1], [ROWS[2], ROWS[0]], written([ROWS[2], ROWS[0]]))
