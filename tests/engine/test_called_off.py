"""A message that was on its way when its journey ended is tried no more, on no channel (F6, M6)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mactl.core.model.message import Receipt
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.engine import hearing, settling
from mactl.engine.outcomes import Sent, consequence
from tests.support.journeys import JourneyShop

NOW = parse_instant("2026-03-02T11:00+08:00", zone("Asia/Shanghai"))


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    """A shop whose only message is claimed while its customer meets the goal."""
    shop = JourneyShop(tmp_path / "shop", channels={"email": {"provider": "sandbox", "quiet": "09:00-20:00"}})
    shop.people(1)
    shop.flow(steps=[{"id": "hello", "send": {"email": "", "fallback": ["sms:"]}}], goal={"event": "order_paid"})
    shop.activate()
    shop.track("user_signup", "c1", "2026-03-02T10:00+08:00")
    shop.at("2026-03-02T10:00+08:00")
    shop.sql("UPDATE messages SET state = 'sending'")
    shop.track("order_paid", "c1", "2026-03-02T10:30+08:00")
    assert shop.ends() == ["goal"]
    return shop


def settle(shop: JourneyShop, receipt: Receipt, **more: Any) -> list[tuple[Any, ...]]:
    with shop.database() as database, database.transaction():
        number, origin, enrolment = next(database.rows("SELECT id, origin, enrolment FROM messages"))
        sent = Sent(number, origin, "k", "a@example.com", 1, 0, 0, "email", "sms", enrolment=enrolment, **more)
        settling.settle(database, [consequence(sent, receipt, NOW)], NOW)
    return shop.sql("SELECT channel, state, reason FROM messages ORDER BY id")


def test_it_is_not_tried_again(shop: JourneyShop) -> None:
    assert settle(shop, Receipt(status="failed", error="retry")) == [("email", "skipped", "goal")]


def test_no_other_channel_is_tried(shop: JourneyShop) -> None:
    assert settle(shop, Receipt(status="failed", error="content")) == [
        ("email", "failed", "content"), ("sms", "skipped", "goal"),
    ]  # fmt: skip


def test_no_other_channel_is_tried_for_want_of_a_receipt(shop: JourneyShop) -> None:
    assert settle(shop, Receipt(status="sent"), receipt_within=1_000) == [("email", "sent", None)]
    with shop.database() as database:
        hearing.give_up(database, NOW + 2_000)
    assert shop.sql("SELECT channel, state, reason FROM messages ORDER BY id") == [
        ("email", "sent", None), ("sms", "skipped", "goal"),
    ]  # fmt: skip


def test_what_a_dead_run_never_sent_is_not_sent_later(shop: JourneyShop) -> None:
    from mactl.store import flow_messages, outbox

    with shop.database() as database, database.transaction():
        outbox.requeue(database, [1], NOW)
        flow_messages.call_off(database, [1], NOW)
    assert shop.sql("SELECT channel, state, reason FROM messages") == [("email", "skipped", "goal")]


def test_while_a_journey_waits_for_it_it_goes_on(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop", channels={"email": {"provider": "sandbox", "quiet": "09:00-20:00"}})
    shop.people(1)
    shop.flow(steps=[{"id": "hello", "send": {"email": ""}}])
    shop.activate()
    shop.track("user_signup", "c1", "2026-03-02T10:00+08:00")
    shop.at("2026-03-02T10:00+08:00")
    shop.sql("UPDATE messages SET state = 'sending'")
    assert settle(shop, Receipt(status="failed", error="retry")) == [("email", "delayed", "retry")]
    assert shop.wakers() == []
