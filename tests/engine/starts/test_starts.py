"""Each kind of trigger lets in whom it should, at the instant at which it should, once (rules E3, E4, E5, T3, T6)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.journeys import JourneyShop

SEND: list[dict[str, Any]] = [{"id": "hello", "send": {"email": ""}}]


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(2)
    return shop


def started(shop: JourneyShop, customer: str = "c1") -> list[str]:
    return [step.at for step in shop.trail(customer) if step.what == "entered"]


def test_an_event_starts_where_its_properties_fit(shop: JourneyShop) -> None:
    shop.flow(trigger={"event": "order_paid", "where": {"amount": {">=": 100}}}, reentry="always", steps=SEND)
    shop.activate()
    shop.track("order_paid", at="2026-03-02T10:00+08:00", amount=99)
    shop.track("order_paid", at="2026-03-02T10:05+08:00", amount=100)
    shop.track("order_paid", at="2026-03-02T10:05+08:00", customer="c2", amount=5)
    shop.at("2026-03-02T10:06+08:00")
    assert (started(shop), started(shop, "c2")) == (["03-02T10:05"], [])


def test_a_burst_starts_once_when_it_has_been_quiet_and_counts_from_its_last_event(shop: JourneyShop) -> None:
    shop.flow(
        trigger={"event": "cart_updated", "quiet_for": "30m"}, key="$event.cart_id", reentry="per_key",
        steps=[{"id": "remind", "at": "1h", "send": {"email": ""}}],
    )  # fmt: skip
    shop.activate()
    for minute in (0, 10, 25):
        shop.track("cart_updated", at=f"2026-03-02T14:{minute:02}+08:00", cart_id="k1")
    shop.at("2026-03-02T14:54+08:00")
    assert started(shop) == []
    shop.at("2026-03-02T15:30+08:00")
    assert shop.said() == ["03-02T14:55 entered remind", "03-02T15:25 sent remind", "03-02T15:25 exit remind completed"]


def test_bursts_that_no_tick_saw_are_told_apart(shop: JourneyShop) -> None:
    shop.flow(trigger={"event": "cart_updated", "quiet_for": "30m"}, reentry="always", steps=SEND)
    shop.activate()
    shop.track("cart_updated", at="2026-03-02T14:00+08:00")
    shop.sql("DELETE FROM arrivals")
    with shop.database() as database:
        database.sql.execute("INSERT OR IGNORE INTO arrivals SELECT id FROM events")
    shop.track("cart_updated", at="2026-03-02T15:00+08:00")
    shop.at("2026-03-02T16:00+08:00")
    assert started(shop) == ["03-02T14:30", "03-02T15:30"]


def test_what_was_done_and_not_followed_starts_when_the_time_is_over(shop: JourneyShop) -> None:
    shop.flow(
        trigger={"did": "order_placed", "not": "order_paid", "within": "10m", "match": "order_id"}, reentry="always",
        steps=SEND,
    )  # fmt: skip
    shop.activate()
    shop.track("order_placed", at="2026-03-02T10:00+08:00", order_id="a")
    shop.track("order_placed", at="2026-03-02T10:01+08:00", order_id="b")
    shop.track("order_paid", at="2026-03-02T10:05+08:00", order_id="a")
    shop.at("2026-03-02T10:09+08:00")
    assert started(shop) == []
    shop.at("2026-03-02T10:30+08:00")
    assert started(shop) == ["03-02T10:11"]


def test_inactivity_counts_from_the_last_thing_done_and_every_thing_puts_it_off(shop: JourneyShop) -> None:
    shop.track("login", at="2026-02-20T10:00+08:00")
    shop.track("login", customer="c2", at="2026-01-01T10:00+08:00")
    shop.flow(trigger={"inactive": "30d", "of": ["login"]}, steps=[{"id": "miss", "at": "31d", "send": {"email": ""}}])
    shop.activate()
    shop.track("login", at="2026-03-05T10:00+08:00")
    shop.at("2026-04-04T09:59+08:00")
    assert started(shop) == []
    shop.at("2026-04-04T10:01+08:00")
    assert started(shop) == ["04-04T10:00"]
    assert started(shop, "c2") == []  # was inactive for longer before the activation
    shop.at("2026-04-05T10:01+08:00")
    assert shop.said()[1:] == ["04-05T10:00 sent miss", "04-05T10:00 exit miss completed"]


def test_a_coupon_that_a_shop_gives_is_nothing_that_the_customer_does(shop: JourneyShop) -> None:
    shop.flow(trigger={"inactive": "30d"}, steps=[{"id": "miss", "at": "31d", "send": {"email": ""}}])
    shop.activate()
    shop.track("login", at="2026-03-05T10:00+08:00")
    shop.track("coupon_received", at="2026-03-15T10:00+08:00")
    shop.at("2026-04-04T10:01+08:00")
    assert started(shop) == ["04-04T10:00"]


def test_birthdays_come_every_year_in_the_zone_of_the_customer_and_follow_the_profile(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.person(birthday="1992-02-29", time_zone="America/New_York")
    shop.person(birthday="1990-03-04")
    shop.flow(trigger={"date": "profile.birthday", "offset": "-3d", "at": "09:00"}, steps=SEND)
    shop.activate(now="2026-02-20T09:00+08:00")
    shop.at("2026-03-02T09:00+08:00")
    assert started(shop, "c1") == ["02-25T22:00"]  # three days before 28 February, nine o'clock in New York
    assert started(shop, "c2") == ["03-01T09:00"]
    shop.sql("UPDATE customers SET birthday = '1990-03-10' WHERE id = 2")
    shop.sql("INSERT INTO changes (customer, kind, name, at) VALUES (2, 'profile', 'birthday', 0)")
    shop.at("2026-03-07T09:00+08:00")
    assert started(shop, "c2") == ["03-01T09:00", "03-07T09:00"]
    shop.at("2027-02-27T09:00+08:00")
    shop.at("2028-02-27T09:00+08:00")
    assert started(shop, "c1")[-1] == "02-26T22:00"  # a leap year


def test_a_cron_line_starts_its_segment_and_catches_up_with_the_latest_time_only(shop: JourneyShop) -> None:
    shop.flow(trigger={"cron": "0 10 * * *", "segment": "all"}, steps=SEND)
    shop.activate(now="2026-03-01T11:00+08:00")
    shop.at("2026-03-02T09:59+08:00")
    assert started(shop) == []
    shop.at("2026-03-05T10:30+08:00")
    assert (started(shop), started(shop, "c2")) == (["03-05T10:00"], ["03-05T10:00"])
    shop.at("2026-03-06T10:30+08:00")
    assert started(shop) == ["03-05T10:00", "03-06T10:00"]


def test_a_festival_starts_its_segment_before_its_day(shop: JourneyShop) -> None:
    text = json.dumps([{"id": "mid_autumn", "name": "中秋", "lunar": "08-15"}])
    (shop.folder / "data" / "festivals.json").write_text(text, "utf-8")
    shop.flow(trigger={"festival": "中秋", "offset": "-3d", "at": "09:00"}, steps=SEND)
    shop.activate()
    shop.at("2026-09-22T08:59+08:00")
    assert started(shop) == []
    shop.at("2026-09-22T09:01+08:00")  # 中秋 of 2026 is 25 September
    assert (started(shop), started(shop, "c2")) == (["09-22T09:00"], ["09-22T09:00"])


def test_entering_a_segment_starts_at_the_instant_at_which_it_became_true(shop: JourneyShop) -> None:
    segments = [{"id": "buyers", "name": "买家", "where": {"event": "order_paid"}}]
    (shop.folder / "data" / "segments.json").write_text(json.dumps(segments), "utf-8")
    shop.at("2026-03-01T08:00+08:00")
    shop.flow(trigger={"segment": "买家"}, steps=SEND)
    shop.activate()
    shop.track("order_paid", at="2026-03-02T10:00+08:00", amount=5)
    shop.at("2026-03-02T10:10+08:00")
    assert shop.said()[:2] == ["03-02T10:00 entered hello", "03-02T10:00 sent hello"]


def test_one_flow_starts_another(shop: JourneyShop) -> None:
    shop.flow("second", trigger={"flow": "welcome"}, steps=SEND)
    shop.flow(steps=[{"id": "on", "wait": "1h", "start": "second"}])
    shop.activate("second")
    shop.activate()
    shop.track("user_signup", at="2026-03-02T10:00+08:00")
    shop.at("2026-03-02T11:05+08:00")
    assert shop.said(flow="second")[:2] == ["03-02T11:00 entered hello", "03-02T11:00 sent hello"]
