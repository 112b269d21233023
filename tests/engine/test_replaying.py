"""A journey taken again does the same; what was changed behind its back is named (F8)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mactl.api import flow_replaying
from mactl.engine import catalogue, replaying
from mactl.engine.replaying import Replayed
from mactl.errors import MactlError
from tests.support.journeys import JourneyShop

STEPS: list[dict[str, Any]] = [
    {"id": "hello", "send": {"email": ""}},
    {"id": "buyer", "wait_until": {"event": "order_paid", "match": "cart_id", "timeout": "3d"},
     "then": [{"id": "thank", "do": [{"tag": "+buyer"}]}], "else": [{"id": "remind", "send": {"sms": ""}}]},
    {"id": "lots", "split": {"arms": {"a": 1, "b": 1}},
     "arms": {"a": [{"id": "left", "at": "4d", "send": {"push": ""}}]}},
    {"id": "vip", "if": {"tag": "buyer"},
     "then": [{"id": "call", "task": {"queue": "desk", "title": "call", "due": "1d"}}]},
]  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop", caps=[{"scope": "all", "n": 1, "per": "day"}])
    shop.people(2)
    shop.people(1, time_zone="America/New_York")
    shop.people(1, consents=())
    shop.flow(steps=STEPS, exit=[{"event": "order_refunded"}], trigger={"event": "cart_updated"}, quiet="21:00-08:00")
    shop.activate()
    for number in range(1, 5):
        shop.track("cart_updated", f"c{number}", f"2026-03-02T1{number}:10+08:00", cart_id=f"k{number}")
    shop.at("2026-03-02T20:00+08:00")
    shop.track("order_paid", "c1", "2026-03-03T10:00+08:00", cart_id="k1")
    shop.track("order_paid", "c2", "2026-03-03T10:00+08:00", cart_id="another")
    shop.track("order_refunded", "c3", "2026-03-04T10:00+08:00")
    shop.pause("2026-03-04T11:00+08:00")
    shop.at("2026-03-05T12:00+08:00")
    shop.resume("2026-03-05T13:00+08:00", "send")
    for day in ("06", "07", "08", "09", "10"):
        shop.at(f"2026-03-{day}T14:00+08:00")
    return shop


def replayed(shop: JourneyShop, number: int) -> Replayed:
    workspace = shop.workspace("2026-03-11T12:00+08:00")
    with workspace.open() as database:
        return replaying.replay(workspace, database, catalogue.read(workspace), number)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_journey_does_the_same_again(shop: JourneyShop, number: int) -> None:
    before = shop.dump()
    again = replayed(shop, number)
    assert again.agrees, (again.first, again.differences)
    assert len(again.lines) >= 2
    assert shop.dump() == before


def test_the_first_line_that_came_out_otherwise_is_named_and_is_exit_code_3(shop: JourneyShop) -> None:
    shop.sql("UPDATE trail SET detail = 'else' WHERE enrolment = 1 AND step = 'buyer' AND what = 'done'")
    again = replayed(shop, 1)
    assert again.first is not None
    assert again.first.done is not None
    assert again.first.again is not None
    assert (again.first.done.detail, again.first.again.detail) == ("else", "then")
    report = flow_replaying.report(shop.workspace(), 1)
    assert report.exit_code == 3
    assert any("is the first that differs" in said for said in report.sentences)


@pytest.mark.parametrize(
    ("change", "named"),
    [("DELETE FROM messages WHERE enrolment = 1 AND visit = 1", "visit 1"),
     ("UPDATE enrolments SET outcome = 'goal' WHERE id = 3", "outcome")],
)  # fmt: skip
def test_a_ledger_or_an_end_that_is_another_is_named(shop: JourneyShop, change: str, named: str) -> None:
    shop.sql(change)
    (said,) = replayed(shop, 3 if named == "outcome" else 1).differences
    assert said.startswith(named)


def test_turns_taken_together_are_one_record_and_those_of_old_are_read(shop: JourneyShop) -> None:
    turns = replayed(shop, 1).turns
    rows = shop.sql("SELECT enrolment, version, visit, now, given FROM turns WHERE enrolment = 1 ORDER BY id")
    assert turns > len(rows)
    shop.sql("DELETE FROM turns WHERE enrolment = 1")
    for enrolment, version, visit, now, given in rows:  # as they were recorded once: a row for each turn
        for text in given.split("\n"):
            shop.sql(
                "INSERT INTO turns (enrolment, version, visit, now, given) VALUES (?, ?, ?, ?, ?)",
                enrolment, version, visit, now, text,
            )  # fmt: skip
    again = replayed(shop, 1)
    assert again.agrees
    assert again.turns == turns


def test_a_journey_from_before_turns_were_recorded_says_so(shop: JourneyShop) -> None:
    shop.sql("DELETE FROM turns WHERE enrolment = 2 AND visit = 0")
    with pytest.raises(MactlError, match="began before"):
        replayed(shop, 2)
    with pytest.raises(MactlError, match="no journey 99"):
        replayed(shop, 99)


def test_a_journey_that_was_moved_and_stopped_does_the_same_again(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(1)
    shop.flow(steps=[STEPS[0], {"id": "offer", "at": "2d", "send": {"sms": ""}}])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T10:00+08:00")
    shop.at("2026-03-02T10:01+08:00")
    shop.flow(steps=[STEPS[0], {"id": "deal", "at": "3d", "send": {"sms": ""}}])
    shop.activate(now="2026-03-02T12:00+08:00", moves={"offer": "deal"})
    assert replayed(shop, 1).agrees
    shop.stop("2026-03-03T12:00+08:00")
    again = replayed(shop, 1)
    assert again.agrees
    assert [line.done.what for line in again.lines if line.done] == ["entered", "sent", "migrated", "exit"]
