"""Counts, overlaps and differences are the same slice by slice as for everybody at once, now and in the past."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mactl.api.segments import counting
from mactl.api.segments.asking import Asked
from mactl.api.segments.diffing import Diff, Side, diff
from mactl.api.segments.overlapping import overlap
from mactl.core.segments.parse import parse
from mactl.core.segments.sql import TRUE
from mactl.engine import catalogue, people
from mactl.engine.surroundings import surroundings
from mactl.store import crowds, events, slices
from mactl.store.database import Database
from tests.support.shop import Shop

DAY = 86_400_000
NOW = 1_772_420_000_000
PEOPLE = 60
SEGMENTS: dict[str, dict[str, object]] = {
    "lapsed": {"all": [{"event": "order_paid"}, {"not": {"event": "order_paid", "within": "20d"}}]},
    "twice": {"event": "order_paid", "within": "40d", "count": {">=": 2}},
    "rich": {"sum": {"event": "order_paid", "of": "amount", "within": "40d"}, "is": {">": 25}},
    "lately": {"event": "login", "within": "5d"},
    "last": {"last": {"event": "order_paid", "of": "at"}, "is": {"before": "-10d"}},
    "days": {"event": "order_paid", "after": "-15d"},
    "property": {"event": "order_paid", "where": {"channel": "app"}, "within": "60d"},
    "city": {"profile.city": "上海"},
    "level": {"profile.level": {">=": 2}},
    "tagged": {"tag": "vip"},
    "agreed": {"consent": "email"},
    "reachable": {"all": [{"has": "email"}, {"suppressed": False}]},
    "nested": {"all": [{"segment": "lapsed"}, {"not": {"segment": "tagged"}}]},
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    monkeypatch.setattr(slices, "SIZE", 7)
    shop = Shop(tmp_path / "shop")
    shop.people(PEOPLE, city="上海")
    authored = [{"id": name, "name": name, "where": where} for name, where in SEGMENTS.items()]
    (shop.folder / "data" / "segments.json").write_text(json.dumps(authored), "utf-8")
    workspace = shop.workspace(NOW)
    with shop.database() as database:
        happen(database)
        database.sql.execute("UPDATE customers SET created_at = ?", (NOW - 90 * DAY,))
        around = surroundings(shop.workspace(NOW - 3 * DAY), database)
        people.tag(around, [f"c{number}" for number in range(1, PEOPLE, 3)], ["vip"], [])
        for number in range(2, PEOPLE, 4):
            people.change(around, f"c{number}", {"city": "杭州", "level": number % 4})
        known = catalogue.read(workspace)
        yield Asked(known=known, database=database, context=known.context(database, NOW, workspace.zone))


def happen(database: Database) -> None:
    """Store a few events of each customer, at different ages."""
    with database.transaction():
        source = events.source(database, "test")
        rows = [
            (number, "order_paid" if turn < 3 else "login", NOW - (number * 7 + turn * 13) % 70 * DAY, source,
             f"{number}-{turn}", number * 7_000, json.dumps({"channel": "app" if number % 3 else "web"}))
            for number in range(1, PEOPLE + 1) if number % 5 for turn in range(number % 6)
        ]  # fmt: skip
        events.add(database, rows, NOW)


def whole(asked: Asked, *sides: Side) -> Diff:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "SIZE", 10_000)
        return diff(asked, *sides, first=5)


@pytest.mark.parametrize("name", SEGMENTS)
def test_two_dates_differ_alike(shop: Asked, name: str) -> None:
    meaning = shop.meaning(name)
    before = Side(condition=meaning, definition=meaning, context=shop.at(NOW - 12 * DAY))
    after = replace(before, context=shop.context)
    found = diff(shop, before, after, first=5)
    assert found == whole(shop, before, after)
    assert found.after == found.before + found.entered - found.left
    assert counting.counts(shop, [meaning, parse({"not": meaning.json()})]) == [found.after, PEOPLE - found.after]


@pytest.mark.parametrize("name", SEGMENTS)
def test_changes_that_cannot_matter_do_not(shop: Asked, name: str) -> None:
    meaning = shop.meaning(name)
    before = Side(condition=meaning, definition=meaning, context=shop.at(NOW - 12 * DAY))
    after = replace(before, context=shop.context)
    found = diff(shop, before, after)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowds, "_is_change", lambda _kind, _name: TRUE)
        assert diff(shop, before, after) == found


def test_two_definitions_differ_alike(shop: Asked) -> None:
    for other in SEGMENTS:
        one, two = (
            Side(condition=shop.meaning(name), definition=shop.meaning(name), context=shop.context)
            for name in ("lapsed", other)
        )
        assert diff(shop, one, two, first=5) == whole(shop, one, two)


def test_segments_overlap_alike(shop: Asked) -> None:
    named = [(name, shop.meaning(name)) for name in ("lapsed", "twice", "city", "agreed")]
    found = overlap(shop, named)
    assert list(found.sizes) == counting.counts(shop, [condition for _name, condition in named])
    assert (
        sum(found.combinations.values()) == counting.counts(shop, [parse({"any": [SEGMENTS[n] for n, _c in named]})])[0]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "SIZE", 10_000)
        assert overlap(shop, named) == found


def test_a_negated_clause_that_holds_says_why(shop: Asked) -> None:
    one, two = (
        Side(condition=condition, definition=condition, context=shop.context)
        for condition in (shop.meaning("lapsed"), parse({"event": "order_paid"}))
    )
    found = diff(shop, one, two)
    assert found.entered
    assert {why for (_entered, why) in found.reasons} == {("not (order_paid at least once, in the last 20 days)",)}
