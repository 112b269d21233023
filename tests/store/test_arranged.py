"""New customers arranged for their inserts: columns of blocks become one, each value at its customer's place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mactl.core.decode.alike import Alike
from mactl.core.decode.block import Block, of
from mactl.core.decode.packing import Packed, pack
from mactl.core.decode.profiles import Profile
from mactl.store import bulk
from mactl.store.arranged import arrange, own_id
from mactl.store.database import MEMORY, Database
from mactl.store.stamp import Stamp

FIRST = Block(
    numbers=[1, 2],
    keys=["a", "b"],
    digests=[11, 12],
    columns={"city": ["上海", "上海"]},
    addresses={"email": ["a@x.com", None]},
    consents=Alike([[], [("email", "", "granted", 5, "form", "")]], [1, 0]),
    tags=Alike([["vip"], ["new"]], [0, 1]),
    attributes=["{}", '{"n":1}'],
)
SECOND = Block(
    numbers=[3],
    keys=["c"],
    digests=[13],
    columns={"name": ["王"]},
    addresses={"phone": ["+8613800000001"]},
    consents=Alike([[]], [0]),
    tags=Alike([["new"]], [0]),
    attributes=["{}"],
)
NAMELESS = Profile(4, None, 14, {}, [("email", "null@x.com", None), ("taobao", "tb1", None)], [], [], "{}")


@pytest.fixture
def database() -> Iterator[Database]:
    with Database(MEMORY) as found:
        yield found


def test_values_stand_at_their_customers_places() -> None:
    ways: list[list[Block | Packed]] = [
        [FIRST, Block(), SECOND], [pack(FIRST), pack(SECOND)], [pack(FIRST).open(), pack(SECOND)]
    ]  # fmt: skip
    for blocks in ways:
        new = arrange(blocks)
        assert (new.count, new.columns, new.width) == (3, ["name", "city"], 5)
        assert new.rows == [
            "a",
            11,
            "{}",
            None,
            "上海",
            "b",
            12,
            '{"n":1}',
            None,
            "上海",
            "c",
            13,
            "{}",
            "王",
            None,
        ]
        assert {kind: json.loads(values) for kind, values in new.addresses.items()} == {
            "email": ["a@x.com", None, None],
            "phone": [None, None, "+8613800000001"],
        }
        assert (new.tags.kinds, new.tags.which, new.tags.json) == ([("vip",), ("new",)], [0, 1, 1], "[0,1,1]")
        said = (("email", "", "granted", 5, "form", ""),)
        assert [new.consents.kinds[one] for one in new.consents.which] == [said, (), ()]


def test_who_has_no_id_gets_one_from_the_first_address() -> None:
    nothing: Alike[Any] = Alike([[]], [0])
    nameless = Block(
        numbers=[1], keys=[None], digests=[1], addresses={"email": ["x@x.com"]}, consents=nothing, tags=nothing,
        attributes=["{}"],
    )  # fmt: skip
    (profile,) = nameless.profiles()
    assert arrange([nameless]).rows == arrange([pack(nameless)]).rows == [own_id(profile), 1, "{}"]


def test_what_was_arranged_is_stored(database: Database) -> None:
    new = arrange([pack(FIRST), SECOND, of([NAMELESS])])
    with database.transaction():
        assert bulk.create(database, new, Stamp(now=9, source="f.json", batch=3)) == 4
        assert bulk.create(database, arrange([]), Stamp(now=9, source="f.json")) == 0
    made = own_id(NAMELESS)
    assert list(database.rows("SELECT id, customer_id, name, city, import_digest, import_batch FROM customers")) == [
        (1, "a", None, "上海", 11, 3), (2, "b", None, "上海", 12, 3), (3, "c", "王", None, 13, 3),
        (4, made, None, None, 14, 3),
    ]  # fmt: skip
    assert list(database.rows("SELECT customer, kind, value FROM addresses ORDER BY 1, 2")) == [
        (1, "email", "a@x.com"), (3, "phone", "+8613800000001"), (4, "email", "null@x.com"), (4, "taobao", "tb1"),
    ]  # fmt: skip
    assert list(database.rows("SELECT customer, tag, at, source FROM tags")) == [
        (1, "vip", 9, "f.json"), (2, "new", 9, "f.json"), (3, "new", 9, "f.json"),
    ]  # fmt: skip
    assert list(database.rows("SELECT customer, channel, status, at, source FROM consents")) == [
        (1, "email", "granted", 5, "form")
    ]
    assert [row[0] for row in database.rows("SELECT customer FROM touched")] == [1]  # nothing was worked out before
