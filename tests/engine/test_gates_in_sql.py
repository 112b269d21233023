"""The gates through the database, on whole campaigns: lists, caps over campaigns, topics, gaps (rules M4, M5, T5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.shop import QUIET, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path / "shop")
    shop.people(4)
    shop.campaign("one")
    shop.campaign("two")
    return shop


def of(shop: Shop, origin: int) -> dict[str, str]:
    rows = shop.sql(
        "SELECT customer_id, state || COALESCE(':' || reason, '') FROM messages m JOIN customers c ON c.id = m.customer"
        " WHERE origin = ?",
        origin,
    )
    return {str(a): str(b) for a, b in rows}


def test_only_those_on_the_list_are_contacted_by_id_or_address(shop: Shop) -> None:
    shop.config(only=["c1", "c3@example.com"])
    shop.send("one")
    assert of(shop, 1) == {"c1": "sent", "c2": "skipped:not_in_only", "c3": "sent", "c4": "skipped:not_in_only"}


def test_a_cap_of_a_week_counts_over_campaigns_and_rolls(shop: Shop) -> None:
    shop.config(caps=[{"scope": "all", "n": 1, "per": "7d"}])
    shop.send("one", "2026-03-02T12:00:00+08:00")
    shop.send("two", "2026-03-09T11:59:50+08:00")
    assert set(of(shop, 2).values()) == {"skipped:cap"}
    shop.campaign("three")
    shop.send("three", "2026-03-09T12:00:30+08:00")
    assert set(of(shop, 3).values()) == {"sent"}


def test_the_exempt_pass_caps_and_are_contacted_all_the_same(shop: Shop) -> None:
    shop.config(caps=[{"scope": "all", "n": 1, "per": "7d"}], exempt=["c1", "c2@example.com"])
    shop.send("one")
    shop.send("two")
    assert of(shop, 2) == {"c1": "sent", "c2": "sent", "c3": "skipped:cap", "c4": "skipped:cap"}


def test_a_cap_of_a_channel_leaves_the_others(shop: Shop) -> None:
    shop.config(caps=[{"scope": "sms", "n": 1, "per": "7d"}], channels=QUIET)
    shop.campaign("one", channels=["sms"])
    shop.campaign("two", channels=["sms", "email"])
    shop.send("one")
    shop.send("two")
    assert shop.states("channel || ':' || state", origin=2) == {"sms:skipped": 4, "email:sent": 4}


def test_a_cap_of_a_topic_counts_that_topic(shop: Shop) -> None:
    shop.config(caps=[{"scope": "promo", "n": 1, "per": "30d"}])
    for name, topic in (("one", "promo"), ("two", "promo"), ("news", "newsletter")):
        shop.campaign(name, topic=topic)
        shop.send(name)
    assert shop.states(origin=2) == {"skipped": 4}
    assert shop.states(origin=3) == {"sent": 4}


def test_an_address_suppressed_for_a_topic_gets_the_others(shop: Shop) -> None:
    shop.sql("INSERT INTO suppressions (address, topic, reason, at) VALUES ('c1@example.com', 'promo', 'asked', 0)")
    shop.sql("INSERT INTO suppressions (address, channel, reason, at) VALUES ('c2@example.com', 'sms', 'asked', 0)")
    shop.sql("INSERT INTO suppressions (address, reason, at) VALUES ('c3@example.com', 'asked', 0)")
    shop.campaign("one", topic="promo")
    shop.send("one")
    shop.send("two")
    assert of(shop, 1) == {"c1": "skipped:suppressed", "c2": "sent", "c3": "skipped:suppressed", "c4": "sent"}
    assert of(shop, 2) == {"c1": "sent", "c2": "sent", "c3": "skipped:suppressed", "c4": "sent"}


def test_what_is_overdue_keeps_its_distance_from_other_campaigns(shop: Shop) -> None:
    from mactl.api import life

    for name in ("one", "two"):
        shop.campaign(name, schedule={"at": "2026-03-02T11:00"})
        with shop.database() as database:
            life.schedule(shop.workspace("2026-03-02T10:00+08:00"), database, shop.defined(name))
    shop.tick("2026-03-02T13:00+08:00")
    assert shop.states("state || COALESCE(':' || reason, '')") == {"sent": 4, "delayed:gap": 4}
    shop.tick("2026-03-02T13:59+08:00")
    assert shop.states() == {"sent": 4, "delayed": 4}
    shop.tick("2026-03-02T14:01+08:00")
    assert shop.states() == {"sent": 8}
