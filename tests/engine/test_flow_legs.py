"""A journey from the event to its end, through the ledger, by tracking and ticking (rules E2, F3, F4, F6, T3, T5)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.journeys import JourneyShop

HELLO: dict[str, Any] = {"id": "hello", "send": {"email": ""}}
GUIDE: dict[str, Any] = {"id": "guide", "at": "24h", "send": {"email": ""}}


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(2)
    return shop


def test_an_event_starts_a_journey_at_once_and_ticks_take_it_to_its_end(shop: JourneyShop) -> None:
    shop.flow(steps=[HELLO, {"id": "ask", "at": "24h", "if": {"tag": "vip"}, "then": [], "else": [GUIDE]}])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T14:10+08:00")
    shop.at("2026-03-02T14:15+08:00")
    shop.at("2026-03-03T14:09+08:00")
    shop.at("2026-03-03T14:12+08:00")
    assert shop.said() == [
        "03-02T14:10 entered hello",
        "03-02T14:10 sent hello",
        "03-03T14:10 done ask else",
        "03-03T14:10 sent guide",
        "03-03T14:10 exit guide completed",
    ]
    assert shop.states() == {"sent": 2}


def test_a_goal_ends_the_journey_when_its_event_is_stored_and_takes_back_what_waits(shop: JourneyShop) -> None:
    shop.flow(goal={"event": "order_paid"}, steps=[HELLO, GUIDE])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T14:10+08:00")
    shop.track("order_paid", at="2026-03-02T14:12+08:00", amount=5)
    assert shop.said()[-1] == "03-02T14:12 exit hello goal"
    assert shop.sql("SELECT state, reason FROM messages") == [("skipped", "goal")]
    assert shop.at("2026-03-04T14:12+08:00").states == {}


def test_an_event_from_before_the_activation_lets_nobody_in_unless_it_is_caught_up_with(shop: JourneyShop) -> None:
    shop.flow(steps=[GUIDE])
    shop.track("user_signup", at="2026-02-27T09:00+08:00")
    shop.activate()
    shop.at("2026-03-02T09:00+08:00")
    assert shop.said() == []
    done = shop.activate(now="2026-03-02T09:00+08:00", backfill="7d")
    assert (done.caught_up, done.version.number) == (1, 1)
    shop.at("2026-03-02T09:01+08:00")
    assert shop.said()[1:] == ["02-28T09:00 skipped guide late", "02-28T09:00 exit guide completed"]


def test_a_message_held_by_quiet_hours_ends_its_step_when_they_end(shop: JourneyShop) -> None:
    shop.flow(quiet="21:00-08:00", steps=[HELLO, {"id": "later", "wait": "2h", "send": {"email": ""}}])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T22:30+08:00")
    shop.at("2026-03-02T22:31+08:00")
    shop.at("2026-03-03T08:00+08:00")
    shop.at("2026-03-03T10:05+08:00")
    assert shop.said() == [
        "03-02T22:30 entered hello",
        "03-03T08:00 sent hello",
        "03-03T10:00 sent later",
        "03-03T10:00 exit later completed",
    ]


def test_a_withdrawn_consent_takes_a_waiting_message_back_and_the_journey_on(shop: JourneyShop) -> None:
    shop.flow(quiet="21:00-08:00", steps=[HELLO, {"id": "text", "send": {"push": ""}}])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T22:30+08:00")
    shop.at("2026-03-02T22:31+08:00")
    shop.track("unsubscribed", at="2026-03-02T22:40+08:00", channel="email")
    shop.at("2026-03-02T22:41+08:00")
    assert shop.sql("SELECT channel, state, reason FROM messages") == [("email", "skipped", "no_consent")]
    assert shop.wakers() == []


def test_who_was_drawn_stays_in_the_same_arm_whatever_the_weights_say_later(shop: JourneyShop) -> None:
    def lots(**arms: float) -> list[dict[str, Any]]:
        return [
            {"id": "lots", "split": {"arms": arms}, "arms": {"a": [HELLO], "b": [{"id": "text", "send": {"sms": ""}}]}}
        ]

    shop.flow(reentry="always", steps=lots(a=1, b=0))
    shop.activate()
    shop.track("user_signup", at="2026-03-02T10:00+08:00")
    shop.flow(reentry="always", steps=lots(a=0, b=1))
    shop.activate(now="2026-03-02T11:00+08:00")
    for customer in ("c1", "c2"):
        shop.track("user_signup", customer=customer, at="2026-03-02T12:00+08:00")
    shop.at("2026-03-02T12:01+08:00")
    assert [step.step for step in shop.trail() if step.what == "sent"] == ["hello", "hello"]
    assert [step.step for step in shop.trail("c2") if step.what == "sent"] == ["text"]


def test_a_branch_asks_what_became_of_an_earlier_step(shop: JourneyShop) -> None:
    asked = {"message": "clicked", "flow": "welcome", "step": "hello"}
    shop.flow(steps=[HELLO, {"id": "ask", "wait": "1h", "if": asked, "then": [{"id": "yes", "send": {"sms": ""}}]}])
    shop.activate()
    for customer in ("c1", "c2"):
        shop.track("user_signup", customer=customer, at="2026-03-02T10:00+08:00")
    shop.at("2026-03-02T10:01+08:00")
    shop.track("message_clicked", at="2026-03-02T10:30+08:00", flow="welcome", step="hello", channel="email")
    shop.at("2026-03-02T11:05+08:00")
    assert "03-02T11:00 sent yes" in shop.said()
    assert [step.what for step in shop.trail("c2")] == ["entered", "sent", "done", "exit"]


def test_steps_give_points_of_a_score_and_put_people_on_lists(shop: JourneyShop) -> None:
    segments = [
        {"id": "called", "name": "回访名单", "members": ["c2"]},
        {"id": "warm", "name": "温", "where": {"score": {">=": 7}}},
    ]
    scores = [
        {
            "id": "lead",
            "name": "线索分",
            "points": [{"when": {"tag": "x"}, "points": 1}],
            "bands": [{"name": "冷", "from": 0}],
        }
    ]
    (shop.folder / "data" / "segments.json").write_text(json.dumps(segments), "utf-8")
    (shop.folder / "data" / "scores.json").write_text(json.dumps(scores), "utf-8")
    deeds = [{"score": 7}, {"segment_add": "回访名单"}]
    asked = {"all": [{"segment": "called"}, {"score": {">=": 7}}]}
    ways = {"if": asked, "then": [{"id": "yes", "exit": "warm"}]}
    shop.flow(steps=[{"id": "give", "do": deeds}, {"id": "ask", "wait": "1h", **ways}])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T10:00+08:00")
    shop.at("2026-03-02T10:01+08:00")
    shop.at("2026-03-02T11:01+08:00")
    assert shop.ends() == ["warm"]
    assert shop.sql("SELECT customer FROM members m JOIN segments s ON s.number = m.segment WHERE s.id = 'called'") == [
        (1,), (2,),
    ]  # fmt: skip
