"""A journey from the event to its end, through the ledger, by tracking and ticking (rules E2, F3, F4, F6, T3, T5)."""

from __future__ import annotations

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
