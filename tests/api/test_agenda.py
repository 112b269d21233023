"""The calendar tells beforehand what then happens, warns of what collides, and leaves the workspace as it was."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from mactl.api import agenda, collisions
from mactl.api.agenda import Agenda
from mactl.api.collisions import Collision
from mactl.clock import DAY, HOUR
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from tests.support.journeys import JourneyShop

SHANGHAI = zone("Asia/Shanghai")
MONDAY = "2026-03-02T09:00+08:00"
STEPS: list[dict[str, Any]] = [
    {"id": "hello", "send": {"email": ""}},
    {"id": "guide", "at": "24h", "send": {"email": "", "fallback": ["sms:"]}},
    {"id": "last", "at": "5d", "send": {"push": ""}},
]


def instant(text: str) -> int:
    return parse_instant(text, SHANGHAI)


def looked(
    shop: JourneyShop, now: str | int = MONDAY, days: int = 7, most: int = 1000
) -> tuple[Agenda, list[Collision]]:
    workspace = shop.workspace(now)
    with workspace.open() as database:
        found = agenda.of_workspace(workspace, database, days, most=most)
        return found, collisions.find(workspace, database, found)


def kinds(found: Sequence[Collision]) -> list[str]:
    return [each.kind for each in found]


def scheduled(shop: JourneyShop, *names: str, now: str = MONDAY) -> None:
    from mactl.api import life

    workspace = shop.workspace(now)
    with workspace.open() as database:
        for name in names:
            life.schedule(workspace, database, shop.defined(name, workspace))


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    channels = {"email": {"cost": 0.01}, "sms": {"cost": 0.05, "quiet": "21:00-08:00"}}
    quiet = {"provider": "sandbox", "quiet": None}
    shop = JourneyShop(
        tmp_path / "shop",
        caps=[{"scope": "all", "n": 1, "per": "day"}],
        channels={name: {**quiet, **own} for name, own in channels.items()},
    )
    shop.people(12)
    shop.people(4, time_zone="America/New_York")
    shop.people(4, consents=())
    return shop


def test_what_is_foretold_is_what_happens(shop: JourneyShop) -> None:
    shop.flow("welcome", steps=STEPS)
    shop.activate()
    for number in range(1, 9):
        shop.track("user_signup", f"c{number}", "2026-03-01T20:30+08:00")
    shop.at("2026-03-01T20:31+08:00")
    shop.campaign("spring", channels=["email", "sms"], schedule={"at": "2026-03-03T22:30"})
    shop.campaign("weekly", schedule={"cron": "0 10 * * thu"})
    scheduled(shop, "spring", "weekly")
    before = shop.dump()
    found, _warned = looked(shop)
    assert shop.dump() == before
    now, stop, done = instant(MONDAY), found.stop, Counter[tuple[str, int]]()
    while now < stop:
        known = shop.states("id || state")
        shop.tick(now)
        for name, state in shop.sql("SELECT o.name, m.id || m.state FROM messages m JOIN origins o ON o.id = m.origin"):
            if state.endswith("sent") and state not in known:
                done[name, found.of(now)] += 1
        now += HOUR // 4
    foretold: Counter[tuple[str, int]] = Counter()
    for each in found.sendings:
        foretold.update({(each.campaign.id, day): round(n) for day, (n, _cost) in enumerate(each.days) if n})
    for volume in found.volumes:
        foretold.update({(volume.flow, day): round(n) for day, (n, _cost) in enumerate(volume.due) if n})
    assert sum(done.values()) > 40
    assert foretold == done


def test_a_day_without_anything_is_there(shop: JourneyShop) -> None:
    found, warned = looked(shop, days=3)
    assert [day.isoformat() for day in found.days] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert found.sendings == found.volumes == ()
    assert warned == []


def test_new_entries_are_expected_as_on_the_same_days_of_the_weeks_before(shop: JourneyShop) -> None:
    shop.flow("welcome", steps=STEPS[:2], reentry="always")
    shop.activate(now="2026-01-20T09:00+08:00")
    for week, people in enumerate((2, 4, 6, 8)):
        tuesday = instant("2026-02-03T10:00") + week * 7 * DAY
        for number in range(1, people + 1):
            shop.track("user_signup", f"c{number}", _iso(tuesday))
        shop.tick(tuesday + HOUR)
        shop.tick(tuesday + 25 * HOUR)
    found, _warned = looked(shop)
    (volume,) = found.volumes
    assert volume.weeks == 4
    assert volume.likely is not None
    assert [n for n, _cost in volume.likely] == [0, 5, 5, 0, 0, 0, 0]  # Tuesday's letters, Wednesday's
    assert volume.likely[1][1] == 500  # a letter costs a hundredth
    assert [n for n, _cost in volume.due] == [0] * 7
    young, _warned = looked(shop, "2026-01-24T09:00+08:00")
    assert (young.volumes[0].likely, young.volumes[0].weeks) == (None, 0)


def _iso(at: int) -> str:
    from mactl.core.schedule.instants import iso

    return iso(at, SHANGHAI)


def test_many_are_reckoned_from_those_who_are_followed(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(300)
    shop.people(100, consents=())
    shop.campaign("spring", schedule={"at": "2026-03-03T10:00"})
    shop.campaign("few", audience={"profile.name": {"in": ["N1", "N2", "N3"]}}, schedule={"at": "2026-03-03T10:00"})
    scheduled(shop, "spring", "few")
    found, warned = looked(shop, most=80)
    by_name = {each.campaign.id: each for each in found.sendings}
    assert by_name["spring"].audience == 400
    assert 220 < by_name["spring"].messages < 380
    assert by_name["spring"].messages + sum(by_name["spring"].held.values()) == pytest.approx(400)
    assert by_name["few"].messages == 3
    assert found.outlook.strata["campaign/spring"].followed == 80
    assert ["same 3 people" in each.said for each in warned if each.kind == "overlap"] == [True]


def test_what_collides(shop: JourneyShop) -> None:
    festivals = [
        {"id": "women", "name": "女神节", "day": "03-08"},
        {"id": "silence", "name": "静默日", "day": "03-05", "blackout": True},
    ]
    (shop.folder / "data" / "festivals.json").write_text(json.dumps(festivals), "utf-8")
    shop.campaign("one", schedule={"at": "2026-03-03T10:00"}, budget={"max_cost": "0.05"})
    shop.campaign("two", schedule={"at": "2026-03-03T15:00"}, budget={"max_messages": 100})
    shop.campaign("silent", schedule={"at": "2026-03-05T10:00"})
    shop.campaign("draft", schedule={"cron": "0 10 * * fri"})
    scheduled(shop, "one", "two", "silent")
    found, warned = looked(shop)
    assert Counter(kinds(warned)) == {"overlap": 1, "cap": 1, "budget": 1, "blackout": 1, "draft": 1, "festival": 1}
    said = {each.kind: (str(each.day), each.said) for each in warned}
    assert said["overlap"] == ("2026-03-03", "one and two go to the same 20 people on one day")
    assert said["cap"] == (
        "2026-03-03",
        "two: the frequency cap holds back about 12 messages",
    )  # in New York it is another day
    assert said["budget"] == ("2026-03-03", "one: about ¥0.16 is expected, the budget is ¥0.05")
    assert said["blackout"] == ("2026-03-05", "silent falls on a blackout date (静默日)")
    assert said["draft"][0] == "2026-03-06"
    assert said["festival"] == ("2026-03-08", "女神节: no campaign goes out, and no active flow is for it")
    assert [each.blackout for each in found.feasts[3]] == [True]


def test_the_month_s_budget_is_used_up_on_a_day(shop: JourneyShop) -> None:
    shop.config(channels={"email": {"provider": "sandbox", "quiet": None, "cost": 1}}, budget={"max_cost": 20})
    shop.campaign("one", schedule={"at": "2026-03-03T10:00"})
    shop.campaign("two", schedule={"at": "2026-03-05T15:00"})
    scheduled(shop, "one", "two")
    _found, warned = looked(shop)
    assert [(str(each.day), each.kind) for each in warned] == [("2026-03-05", "budget")]


def test_people_whom_the_calendar_lets_in_are_due(shop: JourneyShop) -> None:
    shop.person(birthday="1990-03-04")
    shop.flow("birthday", trigger={"date": "profile.birthday", "at": "09:00"}, steps=[STEPS[0]])
    shop.flow("weekly", trigger={"cron": "0 12 * * thu"}, steps=[{"id": "news", "send": {"inapp": ""}}])
    shop.activate("birthday")
    shop.activate("weekly")
    found, _warned = looked(shop)
    birthday, weekly = found.volumes
    assert [n for n, _cost in birthday.due] == [0, 0, 1, 0, 0, 0, 0]
    assert [n for n, _cost in weekly.due][3] == 21
    assert weekly.likely == tuple((0.0, 0.0) for _day in range(7))


def test_a_campaign_at_fault_is_named_and_the_others_go_on(shop: JourneyShop) -> None:
    shop.campaign("good", schedule={"at": "2026-03-03T10:00"})
    shop.campaign("bad", audience="nobody knows", schedule={"at": "2026-03-03T10:00"})
    scheduled(shop, "good", "bad")
    found, warned = looked(shop)
    assert [round(each.messages) for each in found.sendings] == [0, 16]
    assert kinds(warned) == ["fault"]
    assert "nobody knows" in warned[0].said
