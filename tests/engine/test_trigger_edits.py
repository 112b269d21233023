"""A trigger edited while people wait for it: nobody who waits is dropped, nobody enters a second time (E3, F1)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mactl.engine import enroll
from mactl.engine.starts._socket import Known, Start
from mactl.store.clocks import ASKED
from tests.support.journeys import JourneyShop

Step = dict[str, Any]
HELLO: Step = {"id": "hello", "send": {"email": ""}}


def march(day: int, hour: int, minute: int = 0) -> str:
    return f"2026-03-{day:02}T{hour:02}:{minute:02}+08:00"


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(3)
    return shop


def entered(shop: JourneyShop, flow: str = "") -> list[str]:
    return [
        f"{who} {line.at}" for who in ("c1", "c2", "c3") for line in shop.trail(who, flow) if line.what == "entered"
    ]


def test_a_backfill_lets_nobody_into_another_flow_again(shop: JourneyShop) -> None:
    shop.flow("first", steps=[HELLO])
    shop.activate("first")
    shop.track("user_signup", "c1", march(2, 10))
    shop.at(march(2, 11))
    assert shop.ends() == ["completed"]
    shop.flow("second", steps=[HELLO])
    assert shop.activate("second", now=march(3, 10), backfill="7d").caught_up == 1
    shop.at(march(3, 11))
    assert entered(shop, "first") == ["c1 03-02T10:00"]
    assert entered(shop, "second") == ["c1 03-02T10:00"]


def test_a_second_backfill_lets_nobody_in_again(shop: JourneyShop) -> None:
    shop.track("user_signup", "c1", march(2, 10))
    shop.flow(steps=[HELLO])
    shop.activate(now=march(3, 10), backfill="7d")
    shop.at(march(3, 11))
    shop.activate(now=march(4, 10), backfill="7d")
    shop.at(march(4, 11))
    assert entered(shop) == ["c1 03-02T10:00"]


def test_a_birthday_that_was_is_not_celebrated_again_when_the_hour_is_changed(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    for day in ("1990-03-10", "1990-03-25"):
        shop.person(birthday=day)
    shop.flow(trigger={"date": "profile.birthday", "at": "09:00"}, steps=[HELLO])
    shop.activate()
    shop.at(march(10, 9))
    assert entered(shop) == ["c1 03-10T09:00"]
    shop.flow(trigger={"date": "profile.birthday", "at": "10:00"}, steps=[HELLO])
    shop.activate(now=march(20, 9))
    shop.at(march(20, 10))
    shop.at(march(25, 10))
    assert entered(shop) == ["c1 03-10T09:00", "c2 03-25T10:00"]


def test_the_inactive_who_were_in_are_not_let_in_again_by_a_shorter_time(shop: JourneyShop) -> None:
    shop.track("login", "c1", march(1, 10))
    shop.flow(trigger={"inactive": "3d"}, steps=[HELLO])
    shop.activate(now=march(1, 11))
    shop.at(march(4, 11))
    assert entered(shop) == ["c1 03-04T10:00"]
    shop.track("login", "c2", march(18, 10))
    shop.flow(trigger={"inactive": "2d"}, steps=[HELLO])
    shop.activate(now=march(19, 11))
    shop.at(march(25, 11))
    assert entered(shop) == ["c1 03-04T10:00", "c2 03-20T10:00"]


CART: dict[str, Any] = {"event": "cart_updated", "where": {"amount": {">": 0}}, "quiet_for": "30m"}


@pytest.mark.parametrize(
    "edited",
    [{**CART, "quiet_for": "2h"}, {**CART, "where": {"amount": {">": 10}}}, {"event": "cart_updated"}],
)
def test_a_burst_under_way_is_not_forgotten_by_an_edit_of_its_trigger(shop: JourneyShop, edited: Any) -> None:
    shop.flow(trigger=CART, steps=[HELLO])
    shop.activate()
    shop.track("cart_updated", "c1", march(2, 10), amount=50)
    shop.track("cart_updated", "c2", march(2, 10), amount=5)
    shop.flow(trigger=edited, steps=[HELLO])
    shop.activate(now=march(2, 10, 10))
    shop.at(march(2, 13))
    narrower = edited.get("where", {}).get("amount") == {">": 10}
    assert entered(shop) == (["c1 03-02T10:30"] if narrower else ["c1 03-02T10:30", "c2 03-02T10:30"])


def test_what_was_not_followed_is_not_forgotten_by_an_edit_of_its_trigger(shop: JourneyShop) -> None:
    shop.flow(trigger={"did": "cart_updated", "not": "order_paid", "within": "2h"}, steps=[HELLO])
    shop.activate()
    shop.track("cart_updated", "c1", march(2, 10))
    shop.flow(trigger={"did": "cart_updated", "not": "order_paid", "within": "1d"}, steps=[HELLO])
    shop.activate(now=march(2, 10, 10))
    shop.at(march(3, 13))
    assert entered(shop) == ["c1 03-02T12:00"]


def test_whom_another_flow_starts_is_not_forgotten_by_an_edit_of_the_trigger(shop: JourneyShop) -> None:
    shop.flow("other", trigger={"event": "login"}, steps=[HELLO])
    shop.flow("main", steps=[{"id": "go", "start": "other"}])
    shop.activate("other")
    shop.activate("main")
    due = 1772503200000  # 3 March, 10:00
    shop.sql(f"INSERT INTO clocks SELECT number, 1, '{ASKED}9:1', {due}, {due}, NULL FROM flows WHERE id = 'other'")
    shop.flow("other", trigger={"event": "order_paid"}, steps=[HELLO])
    shop.activate("other", now=march(2, 10))
    shop.at(march(3, 13))
    assert entered(shop, "other") == ["c1 03-03T10:00"]


def test_birthdays_that_are_due_are_celebrated_although_the_hour_is_changed(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    for day in ("1990-03-10", "1990-03-25"):
        shop.person(birthday=day)
    shop.flow(trigger={"date": "profile.birthday", "at": "09:00"}, steps=[HELLO])
    shop.activate()
    shop.flow(trigger={"date": "profile.birthday", "at": "08:00"}, steps=[HELLO])
    shop.activate(now=march(10, 9, 5))  # no tick has come by since nine
    shop.at(march(10, 10))
    shop.at(march(25, 10))
    assert entered(shop) == ["c1 03-10T09:00", "c2 03-25T08:00"]


EVERY_DAY: dict[str, Any] = {"cron": "0 9 * * *", "segment": "all"}


@pytest.mark.parametrize("edited", [{**EVERY_DAY, "cron": "0 8 * * *"}, {"event": "order_paid"}, {"inactive": "90d"}])
@pytest.mark.parametrize("paused", [False, True])
def test_a_crowd_that_is_due_is_let_in_although_the_trigger_is_edited(
    shop: JourneyShop, edited: Any, paused: bool
) -> None:
    shop.flow(trigger=EVERY_DAY, steps=[HELLO])
    shop.activate(now=march(2, 8))
    if paused:
        shop.pause(march(2, 8, 30))
    shop.flow(trigger=edited, steps=[HELLO])
    shop.activate(now=march(2, 9, 5))
    shop.at(march(2, 10))
    assert entered(shop) == ([] if paused else [f"c{n} 03-02T09:00" for n in (1, 2, 3)])


def test_a_crowd_half_let_in_is_let_in_although_the_trigger_is_edited(
    shop: JourneyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.flow(trigger=EVERY_DAY, steps=[HELLO])
    shop.activate(now=march(2, 8))
    admit = enroll.admit

    def killed(known: Known, starts: list[Start]) -> int:
        if any(each.customer == 2 for each in starts):
            raise KeyboardInterrupt
        return admit(known, starts)

    with monkeypatch.context() as patched:
        patched.setattr(enroll, "BATCH", 1)
        patched.setattr(enroll, "admit", killed)
        with pytest.raises(KeyboardInterrupt):
            shop.tick(march(2, 9))
    assert entered(shop) == ["c1 03-02T09:00"]
    shop.flow(trigger={**EVERY_DAY, "cron": "0 8 * * *"}, steps=[HELLO])
    shop.activate(now=march(2, 9, 5))
    shop.at(march(2, 10))
    assert entered(shop) == [f"c{n} 03-02T09:00" for n in (1, 2, 3)]


def test_a_trigger_that_cannot_say_whom_it_was_for_is_a_notice(shop: JourneyShop) -> None:
    segments = shop.folder / "data" / "segments.json"
    segments.write_text('[{"id": "all_of_us", "name": "大家", "where": {"customer_id": {"exists": true}}}]', "utf-8")
    shop.flow(trigger={**EVERY_DAY, "segment": "大家"}, steps=[HELLO])
    shop.activate(now=march(2, 8))
    segments.write_text("[]", "utf-8")
    shop.flow(trigger={"event": "order_paid"}, steps=[HELLO])
    with pytest.warns(UserWarning, match="flow welcome: .*大家"):
        shop.activate(now=march(2, 9, 5))
    shop.track("order_paid", "c2", march(2, 10))
    assert entered(shop) == ["c2 03-02T10:00"]


@pytest.mark.parametrize("key", ["start:1:x", "run:1", "\x1fstart:1"])
def test_what_an_event_says_is_never_taken_for_a_call(shop: JourneyShop, key: str) -> None:
    fields: dict[str, Any] = {"key": "$event.cart_id", "steps": [HELLO]}
    shop.flow(trigger=CART, **fields)
    shop.activate()
    row = {"type": "cart_updated", "customer": "c1", "at": march(2, 10), "properties": {"cart_id": key, "amount": 5}}
    (shop.folder / "data" / "events.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    shop.at(march(2, 10))
    shop.flow(trigger={**CART, "where": {"amount": {">": 10}}}, **fields)
    shop.activate(now=march(2, 10, 10))
    shop.at(march(2, 13))
    assert entered(shop) == []
