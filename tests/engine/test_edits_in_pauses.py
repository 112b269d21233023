"""A flow that is paused and edited, in either order: nobody is lost, nothing that happened meanwhile is forgotten (F7).

Whoever waits for something waits on through both: what came meanwhile counts, the deadline stands where it stood.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mactl.engine import advance
from mactl.errors import MactlError
from tests.support.journeys import JourneyShop

Step = dict[str, Any]
BUY: Step = {
    "id": "buy",
    "wait_until": {"event": "order_paid", "timeout": "3d"},
    "then": [{"id": "thanks", "send": {"email": ""}}],
    "else": [{"id": "remind", "send": {"email": ""}}],
}
LAST: Step = {"id": "last", "wait": "1d", "send": {"sms": ""}}


def march(day: int, hour: int) -> str:
    return f"2026-03-{day:02}T{hour:02}:00+08:00"


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(3)
    shop.flow(steps=[BUY, LAST])
    shop.activate()
    shop.track("user_signup", "c1", march(2, 10))
    return shop


def edit(shop: JourneyShop, *, name: str = "buy", timeout: str = "3d") -> dict[str, str]:
    """Edit the wait, and return the moves that its name asks for."""
    wait = {**BUY, "id": name, "wait_until": {"event": "order_paid", "timeout": timeout}}
    shop.flow(steps=[wait, LAST])
    return {} if name == "buy" else {"buy": name}


@pytest.mark.parametrize("late", ["send", "skip", "exit"])
@pytest.mark.parametrize("name", ["buy", "purchase"])
@pytest.mark.parametrize("first", ["pause", "edit"])
def test_who_waits_for_an_event_waits_on(shop: JourneyShop, first: str, name: str, late: Any) -> None:
    if first == "pause":
        shop.pause(march(2, 12))
    shop.at(march(2, 13))
    shop.activate(now=march(2, 14), moves=edit(shop, name=name))
    if first == "edit":
        shop.pause(march(2, 15))
    shop.at(march(2, 16))
    assert shop.sql("SELECT step, phase FROM enrolments") == [(name, "awaiting")]
    assert shop.wakers() == []
    shop.resume(march(2, 18), late)
    shop.at(march(2, 19))
    assert shop.sql("SELECT step, phase FROM enrolments") == [(name, "awaiting")]
    shop.track("order_paid", "c1", march(4, 9))
    shop.at(march(4, 10))
    assert "03-04T09:00 sent thanks" in shop.said()
    assert f"03-04T09:00 done {name} then" in shop.said()
    assert shop.wakers() == []


@pytest.mark.parametrize("name", ["buy", "purchase"])
@pytest.mark.parametrize(
    ("late", "said"),
    [
        ("send", ["03-03T09:00 done {} then", "03-03T09:00 parked thanks", "03-03T12:00 resumed thanks",
                  "03-03T12:00 sent thanks"]),
        ("skip", ["03-03T09:00 done {} then", "03-03T09:00 parked thanks", "03-03T09:00 passed_over thanks late"]),
        ("exit", ["03-03T09:00 done {} then", "03-03T09:00 parked thanks", "03-03T09:00 passed_over thanks late",
                  "03-03T12:00 exit thanks late"]),
    ],
)  # fmt: skip
def test_what_came_in_the_pause_counts_and_only_what_it_led_to_is_late(
    shop: JourneyShop, name: str, late: Any, said: list[str]
) -> None:
    shop.pause(march(2, 12))
    shop.activate(now=march(2, 14), moves=edit(shop, name=name))
    shop.track("order_paid", "c1", march(3, 9))
    shop.at(march(3, 9))
    shop.resume(march(3, 12), late)
    shop.at(march(3, 12))
    told = shop.said()
    begun = told.index(said[0].format(name))
    assert told[begun : begun + len(said)] == [line.format(name) for line in said]
    shop.at(march(4, 13))
    assert [line for line in shop.said() if "sent last" in line] == {
        "send": ["03-04T12:00 sent last"], "skip": ["03-04T09:00 sent last"], "exit": [],
    }[late]  # fmt: skip
    assert shop.wakers() == []


def test_a_deadline_that_passed_in_the_pause_leads_on_at_its_own_instant(shop: JourneyShop) -> None:
    shop.pause(march(2, 12))
    shop.activate(now=march(2, 14), moves=edit(shop, timeout="1d"))
    shop.at(march(3, 11))
    assert shop.said()[-2:] == ["03-03T10:00 done buy else", "03-03T11:00 parked remind"]
    shop.resume(march(3, 12), "send")
    shop.at(march(3, 12))
    assert shop.said()[-1] == "03-03T12:00 sent remind"


def test_edited_twice_in_a_pause_and_back_again_is_as_if_never_edited(shop: JourneyShop) -> None:
    shop.pause(march(2, 12))
    shop.activate(now=march(2, 14), moves=edit(shop, name="purchase", timeout="9d"))
    shop.at(march(2, 15))
    shop.flow(steps=[BUY, LAST])
    assert shop.activate(now=march(2, 16), moves={"purchase": "buy"}).version.number == 1
    shop.at(march(2, 17))
    shop.resume(march(2, 18), "skip")
    shop.at(march(5, 11))
    assert [line for line in shop.said() if "done" in line or "sent" in line] == [
        "03-05T10:00 done buy else", "03-05T10:00 sent remind",
    ]  # fmt: skip


def test_who_has_just_come_to_a_wait_begins_it_in_the_pause(shop: JourneyShop) -> None:
    shop.flow("late", steps=[{**BUY, "at": "2h"}, LAST])
    shop.activate("late")
    shop.track("user_signup", "c2", march(2, 10))
    shop.pause(march(2, 11), "late")
    shop.at(march(2, 12))
    assert shop.said("c2", "late")[-1] == "03-02T12:00 awaits buy order_paid"
    shop.track("order_paid", "c2", march(2, 13))
    shop.at(march(2, 13))
    assert shop.said("c2", "late")[-1] == "03-02T13:00 parked thanks"
    assert shop.wakers() == []


HELLO: Step = {"id": "hello", "at": "1h", "send": {"email": ""}}
ASK: Step = {
    "id": "ask", "at": "2h", "if": {"profile.city": "杭州"},
    "then": [{"id": "gift", "at": "5d", "send": {"email": ""}}],
    "else": [{"id": "tip", "at": "3h", "send": {"email": ""}}, {"id": "out", "exit": "done"}],
}  # fmt: skip
NEWS: Step = {"id": "news", "at": "6d", "send": {"email": ""}}


@pytest.mark.parametrize("ticked", [False, True])
@pytest.mark.parametrize(
    ("late", "plain", "vip"),
    [
        ("send", ["hello", "tip"], ["hello", "gift", "news"]),
        ("skip", [], ["gift", "news"]),
        ("exit", [], []),
    ],
)
def test_steps_that_lead_on_are_taken_and_all_that_is_late_is_passed_over(
    tmp_path: Path, ticked: bool, late: Any, plain: list[str], vip: list[str]
) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(1)
    shop.people(1, city="杭州")
    shop.flow(steps=[HELLO, ASK, NEWS])
    shop.activate()
    for who in ("c1", "c2"):
        shop.track("user_signup", who, march(2, 10))
    shop.pause(march(2, 10))
    if ticked:
        shop.at(march(2, 11))
    shop.resume(march(2, 20), late)
    for day in range(3, 10):
        shop.at(march(day, 10))
        shop.at(march(day, 12))  # catching up, messages keep apart
    sent = {who: [line.step for line in shop.trail(who) if line.what == "sent"] for who in ("c1", "c2")}
    assert sent == {"c1": plain, "c2": vip}
    assert shop.ends("c1") == (["late"] if late == "exit" else ["done"])
    assert shop.wakers() == []


class Gone(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("what", ["resume", "stop", "activate"])
def test_a_decision_that_was_cut_short_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    from mactl.engine.deeds import Deeds

    shop = JourneyShop(tmp_path / "shop")
    shop.people(3)
    shop.flow(steps=[HELLO, NEWS])
    shop.activate()
    for who in ("c1", "c2", "c3"):
        shop.track("user_signup", who, march(2, 10))
    if what == "resume":
        shop.pause(march(2, 10))
        shop.at(march(2, 12))
    shop.flow(steps=[{**HELLO, "id": "hi"}, NEWS])

    def decide() -> None:
        if what == "resume":
            shop.resume(march(2, 13), "skip")
        elif what == "stop":
            shop.stop(march(2, 13))
        else:
            shop.activate(now=march(2, 10), moves={"hello": "hi"})

    monkeypatch.setattr(advance, "BATCH", 1)
    finish, left = Deeds.finish, [2]

    def mortal(self: Deeds) -> None:
        left[0] -= 1
        if not left[0]:
            raise Gone
        finish(self)

    monkeypatch.setattr(Deeds, "finish", mortal)
    with pytest.raises(Gone):
        decide()
    monkeypatch.undo()
    assert shop.wakers() == []
    shop.at(march(2, 13) if what != "activate" else march(2, 10))
    assert shop.states() == {}
    decide()
    assert shop.wakers() == []
    for day in range(3, 10):
        shop.at(march(day, 10))
    said = {"resume": ["news"], "stop": [], "activate": ["hi", "news"]}[what]
    for who in ("c1", "c2", "c3"):
        assert [line.step for line in shop.trail(who) if line.what == "sent"] == said
    if what == "stop":
        with pytest.raises(MactlError, match="stopped"):
            decide()
