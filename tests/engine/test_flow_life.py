"""What people decide about flows: pauses drop nobody, stops take back, edits reach whom they should (F1, F2, F7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mactl.errors import MactlError
from tests.support.journeys import JourneyShop

HELLO: dict[str, Any] = {"id": "hello", "at": "1h", "send": {"email": ""}}
GUIDE: dict[str, Any] = {"id": "guide", "at": "24h", "send": {"email": ""}}


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(2)
    shop.flow(steps=[HELLO, GUIDE])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T10:00+08:00")
    return shop


def test_a_pause_holds_what_is_due_lets_nobody_in_and_keeps_times(shop: JourneyShop) -> None:
    assert shop.pause("2026-03-02T10:30+08:00") == 1
    shop.track("user_signup", customer="c2", at="2026-03-02T10:40+08:00")
    assert shop.at("2026-03-02T11:30+08:00").states == {}
    assert shop.said() == ["03-02T10:00 entered hello", "03-02T11:30 parked hello"]
    assert shop.said("c2") == []
    assert shop.wakers() == []
    with pytest.raises(MactlError, match="paused"):
        shop.pause("2026-03-02T11:31+08:00")
    assert shop.resume("2026-03-04T12:00+08:00", "send") == 1
    shop.at("2026-03-04T12:01+08:00")
    assert [line for line in shop.said() if "sent" in line] == ["03-04T12:00 sent hello", "03-04T12:00 sent guide"]


@pytest.mark.parametrize(
    ("late", "said"),
    [
        ("skip", ["03-02T11:00 passed_over hello late", "03-03T10:00 sent guide", "03-03T10:00 exit guide completed"]),
        ("exit", ["03-02T11:00 passed_over hello late", "03-02T12:00 exit hello late"]),
    ],
)
def test_what_came_due_meanwhile_goes_by_the_word_of_who_resumes(shop: JourneyShop, late: Any, said: list[str]) -> None:
    shop.pause("2026-03-02T10:30+08:00")
    shop.at("2026-03-02T11:30+08:00")
    shop.resume("2026-03-02T12:00+08:00", late)
    shop.at("2026-03-03T10:01+08:00")
    assert shop.said()[2:] == said
    assert shop.wakers() == []


@pytest.mark.parametrize(
    ("late", "states"), [("send", {"sent": 1}), ("skip", {"skipped": 1}), ("exit", {"skipped": 1})]
)
def test_a_message_that_waits_in_the_ledger_is_held_and_dealt_with_alike(
    shop: JourneyShop, late: Any, states: dict[str, int]
) -> None:
    shop.config(channels={"email": {"provider": "sandbox", "quiet": "10:00-12:30"}})
    shop.at("2026-03-02T11:05+08:00")
    assert shop.states() == {"delayed": 1}
    shop.pause("2026-03-02T11:10+08:00")
    shop.at("2026-03-02T13:00+08:00")
    assert shop.states() == {"queued": 1}
    shop.resume("2026-03-02T14:00+08:00", late)
    shop.at("2026-03-02T14:01+08:00")
    assert shop.states() == states
    assert shop.ends() == (["late"] if late == "exit" else [None])
    assert shop.wakers() == []


def test_a_stop_takes_everybody_out_and_their_messages_back(shop: JourneyShop) -> None:
    shop.at("2026-03-02T11:05+08:00")
    assert shop.stop("2026-03-02T12:00+08:00") == 1
    assert shop.ends() == ["stopped"]
    shop.track("user_signup", customer="c2", at="2026-03-02T12:30+08:00")
    shop.at("2026-03-04T11:05+08:00")
    assert shop.said("c2") == []
    assert shop.sql("SELECT COUNT(*) FROM awaits") == [(0,)]


def test_people_finish_the_version_that_they_entered(shop: JourneyShop) -> None:
    shop.flow(steps=[HELLO])
    assert shop.activate(now="2026-03-02T12:00+08:00").version.number == 2
    shop.track("user_signup", customer="c2", at="2026-03-02T12:30+08:00")
    shop.at("2026-03-02T14:05+08:00")
    shop.at("2026-03-03T14:05+08:00")
    assert [line for line in shop.said() if "sent" in line] == ["03-02T11:00 sent hello", "03-03T10:00 sent guide"]
    assert [line for line in shop.said("c2") if "sent" in line] == ["03-02T13:30 sent hello"]


def test_migrating_keeps_places_works_times_out_anew_and_asks_where_lost_steps_lead(shop: JourneyShop) -> None:
    shop.at("2026-03-02T11:05+08:00")
    shop.flow(steps=[HELLO, {**GUIDE, "at": "48h"}])
    assert shop.activate(now="2026-03-02T12:00+08:00", moves={}).migrated == 1
    shop.at("2026-03-03T11:05+08:00")
    assert shop.said()[-1] == "03-02T11:00 sent hello"
    shop.flow(steps=[HELLO, {**GUIDE, "id": "offer"}])
    with pytest.raises(MactlError, match="no longer there: guide"):
        shop.activate(now="2026-03-03T12:00+08:00", moves={})
    shop.activate(now="2026-03-03T12:00+08:00", moves={"guide": "offer"})
    shop.at("2026-03-03T12:01+08:00")
    assert shop.said()[-3:] == [
        "03-03T12:00 migrated guide offer",
        "03-03T12:00 sent offer",
        "03-03T12:00 exit offer completed",
    ]
    assert shop.states() == {"sent": 2}


def test_migrating_out_ends_the_journey(shop: JourneyShop) -> None:
    shop.at("2026-03-02T11:05+08:00")
    shop.flow(steps=[HELLO])
    shop.activate(now="2026-03-02T12:00+08:00", moves={"guide": "exit"})
    assert shop.ends() == ["migrated"]
    assert shop.wakers() == []
