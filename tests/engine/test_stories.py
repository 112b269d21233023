"""Stories: the published one holds, a wrong one says where, and nothing of it touches the workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mactl.core.model.story import Story
from mactl.engine import catalogue, stories
from mactl.engine.stories import Outcome
from mactl.errors import MactlError
from tests.support.journeys import JourneyShop

CART: dict[str, Any] = {
    "trigger": {"event": "cart_updated", "where": {"amount": {">": 0}}, "quiet_for": "30m"},
    "key": "$event.cart_id",
    "reentry": {"mode": "per_key", "cooldown": "3d"},
    "goal": {"event": "order_paid", "match": "cart_id", "within": "7d"},
    "exit": [{"event": "cart_emptied", "match": "cart_id"}],
    "holdout": 0.1,
    "quiet": "21:00-08:00",
    "topic": "promo",
    "steps": [
        {"id": "remind", "at": "1h", "send": {"push": "", "fallback": ["wechat:", "sms:"]}},
        {"id": "offer", "at": "24h", "send": {"email": ""}},
        {
            "id": "call",
            "at": "72h",
            "task": {"queue": "telesales", "title": "回访 {{ event.cart_id }}", "due": "1d", "outcomes": ["sold"]},
        },
    ],
}  # fmt: skip
PUBLISHED: dict[str, Any] = {
    "flow": "cart_recovery",
    "customer": {"id": "u1", "time_zone": "Asia/Shanghai", "push_token": "tok" * 10, "consents": {"email": True}},
    "events": [
        ["2026-03-02T14:10+08:00", "cart_updated", {"cart_id": "c1", "amount": 800}],
        ["2026-03-03T20:10+08:00", "order_paid", {"cart_id": "c1"}],
    ],
    "expect": [
        ["2026-03-02T15:10+08:00", "sent", "remind", "push"],
        ["2026-03-03T14:10+08:00", "skipped", "offer", "no_address"],
        ["2026-03-03T20:10+08:00", "exit", "goal"],
    ],
}


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.flow("cart_recovery", **CART)
    return shop


def played(shop: JourneyShop, **changed: Any) -> Outcome:
    workspace = shop.workspace()
    return stories.play(workspace, catalogue.read(workspace), Story(**{**PUBLISHED, **changed}))


def test_the_published_story_holds(shop: JourneyShop) -> None:
    outcome = played(shop)
    assert [stories.spoken(outcome, line) for line in outcome.lines if line.verdict != "same"] == []
    assert outcome.passed


def test_nothing_of_a_story_is_left(shop: JourneyShop) -> None:
    before = sorted(path.name for path in (shop.folder / "data").iterdir())
    played(shop)
    assert sorted(path.name for path in (shop.folder / "data").iterdir()) == [*before, "mactl.key"]


def test_what_is_missing_and_what_is_extra_stand_in_the_order_of_time(shop: JourneyShop) -> None:
    wrong = [
        ["2026-03-02T15:11+08:00", "sent", "remind", "push"],
        ["2026-03-03T20:10+08:00", "exit", "goal"],
    ]
    outcome = played(shop, expect=wrong)
    assert [(line.verdict, stories.spoken(outcome, line)) for line in outcome.lines] == [
        ("missing", '["2026-03-02T15:11:00+08:00", "sent", "remind", "push"]'),
        ("extra", '["2026-03-02T15:10:00+08:00", "sent", "remind", "push"]'),
        ("extra", '["2026-03-03T14:10:00+08:00", "skipped", "offer", "no_address"]'),
        ("same", '["2026-03-03T20:10:00+08:00", "exit", "goal"]'),
    ]
    assert not outcome.passed


def test_kinds_that_a_story_does_not_tell_are_not_compared(shop: JourneyShop) -> None:
    whole = [["2026-03-02T14:10+08:00", "cart_updated", {"cart_id": "c1", "amount": 800}]]
    sent = [PUBLISHED["expect"][0], PUBLISHED["expect"][1]]
    assert played(shop, events=whole, expect=sent).passed
    task = ["2026-03-05T14:10+08:00", "task", "call"]
    assert played(shop, events=whole, expect=[*sent, task]).passed
    assert not played(shop, events=whole, expect=[*sent, [task[0], "task", "other"]]).passed


@pytest.mark.parametrize(
    ("begin", "zone", "remind", "offer"),
    [
        ("2026-03-02T14:10", "Asia/Shanghai", "2026-03-02T15:10", "2026-03-03T14:10"),
        ("2026-03-02T22:30", "Asia/Shanghai", "2026-03-03T08:00", "2026-03-03T22:30"),
        ("2026-03-02T23:40", "Asia/Shanghai", "2026-03-03T08:00", "2026-03-03T23:40"),
        (
            "2026-03-07T14:10",
            "America/New_York",
            "2026-03-07T15:10",
            "2026-03-08T15:10",
        ),  # clocks go forward: 24h later
        ("2026-03-07T22:30", "America/New_York", "2026-03-08T08:00", "2026-03-08T23:30"),
        ("2026-03-07T23:40", "America/New_York", "2026-03-08T08:00", "2026-03-09T00:40"),
    ],
)
def test_carts_left_by_day_and_by_night(shop: JourneyShop, begin: str, zone: str, remind: str, offer: str) -> None:
    outcome = played(
        shop,
        customer={**PUBLISHED["customer"], "time_zone": zone},
        events=[[begin, "cart_updated", {"cart_id": "c1", "amount": 800}]],
        expect=[[remind, "sent", "remind", "push"], [offer, "skipped", "offer", "no_address"]],
    )
    assert [stories.spoken(outcome, line) for line in outcome.lines if line.verdict != "same"] == []


def test_faults_of_a_file_are_named_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "cart.json"
    wrong = {
        **PUBLISHED,
        "events": [["soon", "x"], ["2026-03-02", 5]],
        "expect": [["2026-03-02", "mailed"]],
        "customr": 1,
    }
    path.write_text(json.dumps(wrong, indent=1), "utf-8")
    with pytest.raises(MactlError, match="customr"):
        stories.load(path)
    del wrong["customr"]
    path.write_text(json.dumps([PUBLISHED, wrong], indent=1), "utf-8")
    with pytest.raises(MactlError) as told:
        stories.load(path)
    assert all(part in told.value.message for part in ("[1].events[0][0]", "[1].events[1]", "[1].expect[0][1]"))


CALLED = [
    ["2026-03-02T15:10+08:00", "sent", "remind", "push"],
    ["2026-03-03T14:10+08:00", "skipped", "offer", "no_address"],
    ["2026-03-05T14:10+08:00", "task", "call"],
    ["2026-03-05T15:00+08:00", "exit", "completed"],
]


def test_people_do_their_tasks_in_a_story(shop: JourneyShop) -> None:
    events = PUBLISHED["events"][:1]
    done = played(shop, events=events, tasks=[["2026-03-05T15:00+08:00", "call", "sold"]], expect=CALLED)
    assert done.passed, (done.lines, done.faults)
    late = [*CALLED[:3], ["2026-03-06T14:10+08:00", "exit", "completed"]]  # nobody did it in time
    assert played(shop, events=events, expect=late).passed


@pytest.mark.parametrize(
    ("task", "fault"),
    [
        (["2026-03-04T15:00+08:00", "call", "sold"], "there is no open task of call at 2026-03-04T15:00:00"),
        (["2026-03-05T15:00+08:00", "call", "bought"], "has no outcome bought"),
    ],
)
def test_a_task_that_cannot_be_done_is_a_fault_of_the_story(shop: JourneyShop, task: list[str], fault: str) -> None:
    done = played(shop, events=PUBLISHED["events"][:1], tasks=[task], expect=CALLED)
    assert not done.passed
    assert any(fault in said for said in done.faults)


def test_a_task_is_written_with_instant_step_and_outcome(shop: JourneyShop) -> None:
    path = shop.folder / "story.json"
    path.write_text(json.dumps({**PUBLISHED, "tasks": [["2026-03-05T15:00+08:00", "call"]]}), "utf-8")
    with pytest.raises(MactlError, match="an instant, a step and an outcome are wanted here"):
        stories.load(path)
