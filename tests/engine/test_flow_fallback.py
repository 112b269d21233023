"""Fallbacks of flows: what holds the journey, what moves on to the next channel, and when (rules M6, F3, F6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.journeys import JourneyShop


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(1)
    message = {"push": "", "fallback": ["sms:"], "fallback_on": ["no_receipt"], "receipt_within": "2h"}
    shop.flow(steps=[{"id": "a", "send": message}, {"id": "b", "wait": "1h", "send": {"email": ""}}])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T10:00+08:00")
    shop.at("2026-03-02T10:01+08:00")
    return shop


def states(shop: JourneyShop) -> list[tuple[str, str]]:
    return [
        (str(channel), str(state)) for channel, state in shop.sql("SELECT channel, state FROM messages ORDER BY id")
    ]


def test_without_a_receipt_in_time_the_next_channel_is_tried_and_the_journey_waits(shop: JourneyShop) -> None:
    assert (states(shop), shop.said()[1:]) == ([("push", "sent")], [])
    assert shop.wakers() == []
    shop.at("2026-03-02T12:00+08:00")
    assert states(shop) == [("push", "sent")]
    shop.at("2026-03-02T12:02+08:00")
    assert states(shop) == [("push", "sent"), ("sms", "sent")]
    assert shop.said()[1:] == ["03-02T12:01 sent a"]
    shop.at("2026-03-02T13:02+08:00")
    assert states(shop)[-1] == ("email", "sent")
    assert shop.wakers() == []


def test_a_receipt_lets_the_journey_go_on_at_once(shop: JourneyShop) -> None:
    shop.track("message_delivered", at="2026-03-02T10:30+08:00", flow="welcome", step="a", channel="push")
    assert shop.sql("SELECT * FROM hearings") == []
    shop.at("2026-03-02T11:01+08:00")
    assert states(shop) == [("push", "delivered"), ("email", "sent")]
    assert shop.said()[1:3] == ["03-02T10:00 delivered a", "03-02T11:00 sent b"]


def test_an_address_that_is_missing_moves_on_at_once_and_a_cap_if_asked_for(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop", caps=[{"scope": "sms", "n": 1, "per": "day"}])
    shop.person(addresses={"phone": "+8613400000001", "email": "c1@example.com"})
    message = {"push": "", "fallback": ["sms:", "email:"], "fallback_on": ["cap"]}
    shop.flow(reentry="always", steps=[{"id": "a", "send": message}])
    shop.activate()
    for minute in (0, 30):
        shop.track("user_signup", at=f"2026-03-02T10:{minute:02}+08:00")
        shop.at(f"2026-03-02T10:{minute + 1:02}+08:00")
    assert states(shop) == [
        ("push", "skipped"), ("sms", "sent"), ("push", "skipped"), ("sms", "skipped"), ("email", "sent"),
    ]  # fmt: skip
    assert shop.ends() == ["completed", "completed"]
