"""How SQLite goes about following segments and comparing them: it reads those who are meant, never everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mactl.api.segments.asking import Asked
from mactl.api.segments.diffing import Side, diff
from mactl.core.segments.condition import Slice
from mactl.core.segments.parse import parse
from mactl.engine import catalogue, people, segmenting
from mactl.engine.surroundings import surroundings
from mactl.store import crowds, events, selections
from mactl.store.database import Database
from tests.support.shop import Shop

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = 1_772_420_000_000
# The big tables, by their names and by what statements call them.
BIG = {
    "customers",
    "events",
    "changes",
    "members",
    "watches",
    "tags",
    "consents",
    "addresses",
    "rollups",
    "messages",
} | {
    *("c", "e", "f", "g", "m", "d", "k", "a", "r", "z"),
}
SEGMENTS = [
    {"id": "buyers", "name": "Buyers", "where": {"event": "order_paid", "within": "30d"}},
    {
        "id": "big",
        "name": "Big",
        "where": {"sum": {"event": "order_paid", "of": "amount", "within": "90d"}, "is": {">": 1}},
    },
    {
        "id": "left_carts",
        "name": "Left carts",
        "where": {"event": "cart_updated", "within": "7d", "not_followed_by": {"event": "order_paid", "within": "1h"}},
    },
    {"id": "tagged", "name": "Tagged", "where": {"all": [{"tag": "vip"}, {"segment": "buyers"}, {"consent": "email"}]}},
    {"id": "birthdays", "name": "Birthdays", "where": {"profile.birthday": {"anniversary": "today"}}},
]


@contextmanager
def recorded(database: Database) -> Iterator[list[str]]:
    """Record the statements of a block."""
    found: list[str] = []
    database.sql.set_trace_callback(found.append)
    try:
        yield found
    finally:
        database.sql.set_trace_callback(None)


def read_whole(database: Database, statements: list[str]) -> dict[str, str]:
    """Return the big tables that statements read from end to end, each with one that does."""
    found = {}
    for statement in dict.fromkeys(statements):
        # What stands in front of the real tables is gone again, and as small as those who are meant.
        if not statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) or "temp." in statement:
            continue
        for _id, _parent, _unused, step in database.rows(f"EXPLAIN QUERY PLAN {statement}"):
            words = step.split()
            if words[0] == "SCAN" and words[1] in BIG:
                found[words[1]] = statement
    return found


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path / "shop")
    shop.people(5)
    (shop.folder / "data" / "segments.json").write_text(json.dumps(SEGMENTS), "utf-8")
    refresh(shop, NOW)
    return shop


def refresh(shop: Shop, now: int) -> dict[str, str]:
    """Bring the segments up to date, and return what was read from end to end for it."""
    workspace = shop.workspace(now)
    with workspace.open() as database, recorded(database) as statements:
        segmenting.refresh(workspace, database, catalogue.read(workspace), now=now)
        return read_whole(database, statements)


def order(shop: Shop, customer: int, at: int, now: int, kind: str = "order_paid") -> None:
    with shop.database() as database, database.transaction():
        source = events.source(database, "test")
        events.add(database, [(customer, kind, at, source, f"{customer}-{at}", 990_000, "{}")], now)


def test_following_those_who_changed_reads_nobody_else(shop: Shop) -> None:
    order(shop, 1, NOW + HOUR, NOW + HOUR)
    order(shop, 2, NOW - DAY, NOW + 2 * HOUR)  # a late one: the time since is walked through again
    order(shop, 2, NOW + HOUR, NOW + 2 * HOUR, "cart_updated")
    with shop.database() as database:
        people.tag(surroundings(shop.workspace(NOW + HOUR), database), ["c3"], ["vip"], [])
    assert refresh(shop, NOW + 3 * HOUR) == {}


def test_following_those_who_are_due_reads_nobody_else(shop: Shop) -> None:
    order(shop, 1, NOW + HOUR, NOW + HOUR, "cart_updated")
    refresh(shop, NOW + HOUR)
    assert refresh(shop, NOW + 40 * DAY) == {}


def test_the_reasons_of_a_difference_are_asked_of_those_who_moved(shop: Shop) -> None:
    order(shop, 1, NOW + HOUR, NOW + HOUR)
    workspace = shop.workspace(NOW + DAY)
    with workspace.open() as database:
        known = catalogue.read(workspace)
        asked = Asked(known=known, database=database, context=known.context(database, NOW + DAY, workspace.zone))
        meaning = asked.meaning("tagged")
        side = Side(condition=meaning, definition=meaning, context=asked.at(NOW))
        other = Side(condition=meaning, definition=parse({"tag": "vip"}), context=asked.context)
        for after in (Side(condition=meaning, definition=meaning, context=asked.context), other):
            diff(asked, side, after)
        crowds.gather(database, "crowd_moved", parse({"event": "order_paid"}), asked.context)
        with recorded(database) as statements:
            for context in (asked.context, asked.at(NOW)):
                for segment in known.segments:
                    condition = asked.context.segments[segment.id]
                    crowds.decide(database, "crowd_is", "crowd_moved", [condition], context)
            crowds.tally(database, "crowd_moved", ["crowd_is"])
            crowds.answered(database, "crowd_moved", ["crowd_is"], 20)
        assert read_whole(database, statements) == {}


def test_a_slice_is_decided_without_reading_anybody_else(shop: Shop) -> None:
    order(shop, 1, NOW + HOUR, NOW + HOUR)
    workspace = shop.workspace(NOW + DAY)
    with workspace.open() as database:
        known = catalogue.read(workspace)
        live = replace(known.context(database, NOW + DAY, workspace.zone), scope=Slice(1, 3))
        for name in (each["id"] for each in SEGMENTS):
            condition = live.segments[str(name)]
            with recorded(database) as statements:
                for context in (live, replace(live, now=NOW, past=True, kept={}), replace(live, kept={})):
                    crowds.gather(database, "crowd_before", condition, context)
                    crowds.regions(database, [condition, parse({"segment": name})], context)
                    selections.counts(database, [condition, parse({"segment": name})], context)
            assert read_whole(database, statements) == {}


def test_reading_everybody_would_be_seen(shop: Shop) -> None:
    with shop.database() as database, recorded(database) as statements:
        list(database.rows("SELECT c.id FROM customers AS c WHERE c.city = ?", ("上海",)))
        assert set(read_whole(database, statements)) == {"c"}
