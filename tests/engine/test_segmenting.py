"""Members of segments are kept right as events come and time goes by; every crossing has its true instant."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, people, segmenting, suppress
from mactl.engine.customer_options import CustomerOptions
from mactl.engine.import_customers import import_customers
from mactl.engine.segmenting import Refreshed
from mactl.engine.surroundings import surroundings
from mactl.store import events, memberships, outbox
from mactl.store.idle import is_idle
from tests.support.shop import Shop

HOUR = 3_600_000
DAY = 24 * HOUR
START = parse_instant("2026-03-02T12:00", zone("Asia/Shanghai"))


class Club:
    """A shop with segments, and what became of it."""

    def __init__(self, folder: Path, segments: Sequence[Mapping[str, Any]], people: int = 3) -> None:
        self.shop = Shop(folder)
        self.shop.people(people)
        self.define(segments)
        self.refresh(START)
        self._stored = 0

    def define(self, segments: Sequence[Mapping[str, Any]]) -> None:
        path = self.shop.folder / "data" / "segments.json"
        path.write_text(json.dumps(segments, ensure_ascii=False), "utf-8")

    def refresh(self, now: int, **options: bool) -> Refreshed:
        workspace = self.shop.workspace(now)
        with workspace.open() as database:
            return segmenting.refresh(workspace, database, catalogue.read(workspace), now=now, **options)

    def event(self, customer: int, at: int, kind: str = "order_paid", now: int | None = None) -> None:
        self._stored += 1
        with self.shop.database() as database, database.transaction():
            source = events.source(database, "test")
            events.add(database, [(customer, kind, at, source, self._stored, 0, "{}")], now or at)

    def members(self, segment: str) -> dict[int, int]:
        return dict(
            self.shop.sql(
                "SELECT customer, since FROM members WHERE segment = (SELECT number FROM segments WHERE id = ?)",
                segment,
            )
        )

    def crossings(self) -> list[tuple[int, str, int, str]]:
        return [
            (customer, kind, at, json.loads(said)["segment"])
            for customer, kind, at, said in self.shop.sql(
                "SELECT customer, type, at, properties FROM events WHERE type LIKE 'segment_%' ORDER BY id"
            )
        ]


BUYERS = {"id": "buyers", "name": "Buyers", "where": {"event": "order_paid", "within": "30d"}}
ABANDONED = {
    "id": "abandoned",
    "name": "Abandoned",
    "where": {"event": "cart_updated", "within": "7d", "not_followed_by": {"event": "order_paid", "within": "1h"}},
}


def test_an_entry_has_the_events_instant_and_an_exit_that_of_the_windows_end(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.event(2, START + HOUR)
    club.refresh(START + 5 * HOUR)
    assert club.members("buyers") == {2: START + HOUR}
    club.refresh(START + 40 * DAY)
    assert club.members("buyers") == {}
    left = START + HOUR + 30 * DAY
    assert club.crossings() == [
        (2, "segment_entered", START + HOUR, "buyers"),
        (2, "segment_exited", left, "buyers"),
    ]


def test_what_came_and_went_between_two_ticks_is_told_too(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.event(1, START + HOUR)
    club.refresh(START + 60 * DAY)
    assert [(kind, at) for _c, kind, at, _s in club.crossings()] == [
        ("segment_entered", START + HOUR),
        ("segment_exited", START + HOUR + 30 * DAY),
    ]


def test_what_did_not_follow_comes_due_by_itself(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [ABANDONED])
    for customer in (1, 2):
        club.event(customer, START + HOUR, "cart_updated")
    club.event(2, START + HOUR + 1000, "order_paid")
    club.refresh(START + HOUR + 60_000)
    assert club.members("abandoned") == {}
    club.refresh(START + 9 * HOUR)
    assert club.members("abandoned") == {1: START + 2 * HOUR}


def test_a_late_event_is_told_at_its_own_instant(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.refresh(START + 5 * DAY)
    club.event(1, START + DAY, now=START + 5 * DAY)
    club.refresh(START + 5 * DAY + HOUR)
    assert club.members("buyers") == {1: START + DAY}


def test_a_new_definition_is_evaluated_in_silence_unless_announced(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.event(1, START + HOUR)
    club.refresh(START + HOUR)
    everybody = {"id": "all_of_us", "name": "All", "where": {"all": []}}
    longer = {**BUYERS, "where": {"event": "order_paid", "count": {"=": 0}}}
    club.define([longer, everybody])
    told = club.crossings()
    assert club.refresh(START + 2 * HOUR).evaluated == ["buyers", "all_of_us"]
    assert set(club.members("buyers")) == {2, 3}
    assert club.crossings() == told
    club.define([longer, {**everybody, "where": {"has": "email"}}])
    assert club.refresh(START + 3 * HOUR, announce=True).entered == 0, "all were members before"
    assert club.members("all_of_us")[1] == START + 2 * HOUR


def test_a_segment_inside_another_moves_with_it(tmp_path: Path) -> None:
    outer = {"id": "reachable", "name": "Reachable", "where": {"all": [{"segment": "Buyers"}, {"has": "email"}]}}
    club = Club(tmp_path / "shop", [outer, BUYERS])
    club.event(3, START + HOUR)
    club.refresh(START + 2 * HOUR)
    assert [segment for *_rest, segment in club.crossings()] == ["buyers", "reachable"]
    club.define([outer, {**BUYERS, "where": {"event": "login"}}])
    assert club.refresh(START + 3 * HOUR).evaluated == ["buyers", "reachable"], "what it looks into is part of it"


def test_a_circle_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    one = {"id": "one", "name": "One", "where": {"segment": "two"}}
    two = {"id": "two", "name": "Two", "where": {"not": {"segment": "one"}}}
    club = Club(tmp_path / "shop", [one, two, BUYERS])
    club.event(1, START + HOUR)
    done = club.refresh(START + HOUR)
    assert len(done.faults) == 2
    assert "one > two > one" in done.faults[0]
    assert club.members("buyers") == {1: START + HOUR}


def test_a_segment_that_is_gone_leaves_nothing_behind(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.event(1, START)
    club.refresh(START)
    club.define([])
    club.refresh(START + HOUR)
    for table in ("segments", "members", "watches"):
        assert club.shop.sql(f"SELECT * FROM {table}") == []


def test_imported_history_is_taken_in_silence(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.event(1, START - DAY, now=START + HOUR)
    club.refresh(START + HOUR, silent=True)
    assert set(club.members("buyers")) == {1}
    assert club.crossings() == []


def test_nothing_is_told_twice(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.event(1, START + HOUR)
    club.refresh(START + 2 * HOUR)
    club.shop.sql("DELETE FROM members")  # as if cut off before the members were written
    club.shop.sql("INSERT INTO touched (customer, at) VALUES (1, ?)", START + HOUR)
    club.shop.sql("UPDATE facts SET value = '[0, 0, 0]' WHERE name = 'segments'")
    club.refresh(START + 3 * HOUR)
    assert len(club.crossings()) == 1


def test_a_tick_is_idle_until_somebody_changes_or_is_due_or_a_definition_is_edited(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    folder = str(club.shop.folder)
    assert is_idle(folder, START + HOUR)
    club.event(1, START + HOUR)
    assert not is_idle(folder, START + HOUR)
    club.refresh(START + HOUR)
    assert is_idle(folder, START + 30 * DAY)
    assert not is_idle(folder, START + HOUR + 30 * DAY)
    club.refresh(START + 31 * DAY)
    club.define([BUYERS, ABANDONED])
    assert not is_idle(folder, START + 31 * DAY)


def test_what_is_written_down_is_current_only_while_nothing_is_open(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.event(1, START + HOUR)
    with club.shop.database() as database:
        assert not memberships.current(database, START + 2 * HOUR)
    club.refresh(START + 2 * HOUR)
    with club.shop.database() as database:
        assert set(memberships.current(database, START + 3 * HOUR)) == {"buyers"}
        assert not memberships.current(database, START + HOUR)
        assert not memberships.current(database, START + HOUR + 30 * DAY)


@pytest.mark.parametrize("now", [START + 2 * HOUR, START - DAY])
def test_time_never_runs_backwards(tmp_path: Path, now: int) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.event(1, START + HOUR)
    club.refresh(START + DAY)
    club.event(2, START - 2 * DAY, now=now)
    club.refresh(now)
    assert set(club.members("buyers")) == {1, 2}


def test_what_was_decided_before_a_clock_was_set_back_is_not_undone_after(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [{"id": "vip", "name": "VIP", "where": {"tag": "vip"}}])
    with club.shop.database() as database:
        around = surroundings(club.shop.workspace(START + 2 * HOUR), database)
        people.tag(around, ["c1"], ["vip"], [])
    club.refresh(START + HOUR)  # the clock was an hour ahead when the tag was given
    assert club.members("vip") == {1: START + HOUR}
    for minutes in (10, 20):
        club.event(1, START + HOUR + minutes * 60_000, "login")
    club.refresh(START + 3 * HOUR)
    assert club.crossings() == [(1, "segment_entered", START + HOUR, "vip")]


def test_an_entry_arrives_at_the_flows_that_ask_for_it_and_at_no_others(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    club.shop.sql("INSERT INTO interests (flow, type) VALUES (1, '*')")
    club.event(1, START + HOUR)
    club.refresh(START + HOUR)
    assert club.shop.sql("SELECT * FROM arrivals") == []
    club.shop.sql("INSERT INTO interests (flow, type) VALUES (2, 'segment_entered')")
    club.event(2, START + 2 * HOUR)
    club.refresh(START + 2 * HOUR)
    (found,) = club.shop.sql("SELECT e.customer, e.type FROM arrivals a JOIN events e ON e.id = a.event")
    assert found == (2, "segment_entered")


def test_the_suppression_list_touches_too(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [{"id": "silent", "name": "Silent", "where": {"suppressed": True}}])
    workspace = club.shop.workspace(START + HOUR)
    with club.shop.database() as database:
        suppress.add(surroundings(workspace, database), ["c2"], "", "", "asked")
    club.refresh(START + 2 * HOUR)
    assert set(club.members("silent")) == {2}


def test_a_message_sent_touches_where_a_segment_asks_for_messages(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [{"id": "told", "name": "Told", "where": {"message": "sent"}}])
    with club.shop.database() as database, database.transaction() as sql:
        sql.execute(
            "INSERT INTO origins (id, mode, kind, name, occurrence, version, definition, state, at, planned) "
            "VALUES (1, 'live', 'campaign', 'spring', '1', '', '{}', 'running', 0, 0)"
        )
        sql.execute(
            "INSERT INTO messages (id, origin, customer, channel, state, due, first_due, changed_at) "
            "VALUES (7, 1, 2, 'email', 'sending', 0, 0, 0)"
        )
        outbox.settle(database, [outbox.Outcome(id=7, state="sent", sent_at=START + HOUR)], START + HOUR)
    club.refresh(START + 2 * HOUR)
    assert club.members("told") == {2: START + HOUR}


def test_a_segment_gives_its_tag_and_takes_it_away(tmp_path: Path) -> None:
    tagged = {**BUYERS, "tag": "消费/近期"}
    club = Club(tmp_path / "shop", [tagged, {"id": "known", "name": "Known", "where": {"tag": "消费/近期"}}])
    club.shop.sql("INSERT INTO tags VALUES (3, '消费/近期', 0, 'mei')")
    club.shop.sql("INSERT INTO touched (customer, at) VALUES (3, 0)")
    club.event(1, START + HOUR)
    club.event(3, START + HOUR)
    club.refresh(START + HOUR)
    assert club.shop.sql("SELECT customer, source FROM tags ORDER BY 1") == [(1, "segment:buyers"), (3, "mei")]
    club.refresh(START + HOUR)
    assert set(club.members("known")) == {1, 3}
    club.refresh(START + 31 * DAY)
    assert club.shop.sql("SELECT customer FROM tags") == [(3,)], "what was given by hand stays"
    changed = club.shop.sql("SELECT customer, old IS NULL FROM changes WHERE kind = 'tag' ORDER BY id")
    assert changed == [(1, 1), (1, 0)]


def test_a_tag_goes_with_its_rule(tmp_path: Path) -> None:
    everybody = {"id": "all_of_us", "name": "All", "where": {"all": []}, "tag": "a"}
    club = Club(tmp_path / "shop", [everybody])
    assert len(club.shop.sql("SELECT * FROM tags WHERE tag = 'a'")) == 3
    club.define([{**everybody, "tag": "b"}])
    club.refresh(START + HOUR)
    assert club.shop.sql("SELECT DISTINCT tag FROM tags") == [("b",)]
    club.define([])
    club.refresh(START + 2 * HOUR)
    assert club.shop.sql("SELECT * FROM tags") == []


def test_customers_loaded_before_anything_was_worked_out_need_one_mark_later_ones_one_each(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    (shop.folder / "data" / "segments.json").write_text(
        '[{"id": "cn", "name": "cn", "where": {"has": "email"}}]', "utf-8"
    )

    def load(first: int) -> list[tuple[Any, ...]]:
        path, workspace = tmp_path / f"{first}.json", shop.workspace(START)
        rows = [{"id": f"n{n}", "email": f"n{n}@example.com"} for n in range(first, first + 3)]
        path.write_text(json.dumps(rows), "utf-8")
        with workspace.open() as database:
            import_customers(surroundings(workspace, database), path, CustomerOptions())
            assert not is_idle(str(shop.folder), START)
            return list(database.rows("SELECT customer FROM touched"))

    def members() -> list[tuple[Any, ...]]:
        workspace = shop.workspace(START)
        with workspace.open() as database:
            segmenting.refresh(workspace, database, catalogue.read(workspace), now=START)
            assert not list(database.rows("SELECT customer FROM touched"))
            return list(database.rows("SELECT customer FROM members"))

    assert len(load(0)) == 1
    assert len(members()) == 3
    assert len(load(3)) == 3
    assert len(members()) == 6
