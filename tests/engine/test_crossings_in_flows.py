"""Entries and exits of segments act on open journeys at once, as goals, exits and awaited events (F4, S1)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.journeys import JourneyShop

VIP = {"segment": "vip"}
WAIT: list[dict[str, Any]] = [{"id": "late", "at": "5d", "send": {"email": ""}}]


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    rich = {"event": "order_paid", "within": "2d"}
    text = json.dumps(
        [{"id": "vip", "name": "vip", "where": rich}, {"id": "other", "name": "other", "where": {"tag": "o"}}]
    )
    (shop.folder / "data" / "segments.json").write_text(text, "utf-8")
    shop.people(1)
    return shop


def begun(shop: JourneyShop, steps: list[dict[str, Any]], **fields: Any) -> None:
    shop.flow(steps=steps, **fields)
    shop.activate()
    shop.at("2026-03-01T09:30+08:00")
    shop.track("user_signup", at="2026-03-02T10:00+08:00")


def test_entering_a_segment_is_a_goal_at_once(shop: JourneyShop) -> None:
    begun(shop, WAIT, goal={"event": "segment_entered", "where": VIP})
    shop.track("order_paid", at="2026-03-02T12:00+08:00", amount=5)
    assert shop.said()[-1] == "03-02T12:00 exit late goal"


def test_another_segment_is_none(shop: JourneyShop) -> None:
    begun(shop, WAIT, goal={"event": "segment_entered", "where": {"segment": "other"}})
    shop.track("order_paid", at="2026-03-02T12:00+08:00", amount=5)
    assert shop.ends() == [None]


def test_leaving_a_segment_by_time_alone_ends_a_journey_in_the_tick_that_sees_it(shop: JourneyShop) -> None:
    begun(shop, WAIT, exit=[{"event": "segment_exited", "where": VIP, "reason": "gone cold"}])
    shop.track("order_paid", at="2026-03-02T12:00+08:00", amount=5)
    assert shop.ends() == [None]
    shop.at("2026-03-04T13:00+08:00")
    assert shop.ends() == ["gone cold"]
    assert shop.said()[-1].startswith("03-04T12:00 exit late")


def test_a_step_that_waits_for_an_entry_goes_on_at_it(shop: JourneyShop) -> None:
    until = {"event": "segment_entered", "where": VIP, "timeout": "4d"}
    begun(shop, [{"id": "wait", "wait_until": until, "then": [{"id": "thank", "send": {"email": ""}}]}])
    shop.track("order_paid", at="2026-03-02T12:00+08:00", amount=5)
    shop.at("2026-03-02T12:01+08:00")
    assert "03-02T12:00 sent thank" in shop.said()


def test_a_filter_that_names_a_segment_does_not_hinder_an_event(shop: JourneyShop) -> None:
    begun(shop, WAIT, filter={"not": VIP}, goal={"event": "form_submitted"})
    shop.track("form_submitted", at="2026-03-02T12:00+08:00")
    assert shop.ends() == ["goal"]
