"""A flow follows its festival through the calendar: moved days, years that end, years that are added (T6)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError
from mactl.store.idle import is_idle
from tests.support.journeys import JourneyShop

ENDS = "the dates of 店庆 are known for 2026 to 2026 only. Add the missing years"


def at(day: str, time: str = "09:00") -> str:
    return f"{day}T{time}+08:00"


def write(shop: JourneyShop, *days: str) -> None:
    dates = [{"year": int(day[:4]), "day": day} for day in days]
    text = json.dumps([{"name": "店庆", "dates": dates}, {"name": "618", "day": "06-18"}], ensure_ascii=False)
    (shop.folder / "data" / "festivals.json").write_text(text, "utf-8")


def entered(shop: JourneyShop) -> list[str]:
    return [f"{who} {line.at}" for who in ("c1", "c2") for line in shop.trail(who) if line.what == "entered"]


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(2)
    write(shop, "2026-03-05", "2027-03-06")
    shop.flow(trigger={"festival": "店庆"}, steps=[{"id": "hello", "send": {"email": ""}}], reentry="always")
    shop.activate()
    return shop


def test_the_last_day_that_is_known_lets_everybody_in(shop: JourneyShop) -> None:
    write(shop, "2026-03-05")
    with pytest.warns(UserWarning, match=ENDS):
        shop.tick(at("2026-03-05"))
    assert entered(shop) == ["c1 03-05T09:00", "c2 03-05T09:00"]
    assert not shop.tick(at("2026-12-31")).faults, "nothing is wrong before the year that is missing"
    assert ENDS in shop.tick(at("2027-01-01")).faults[0]
    write(shop, "2026-03-05", "2027-03-06")
    shop.at(at("2027-01-02"))
    with pytest.warns(UserWarning, match="2026 to 2027 only"):
        shop.tick(at("2027-03-06"))
    assert entered(shop)[-1] == "c2 03-06T09:00"


@pytest.mark.parametrize(("moved", "read"), [("2026-03-04", "2026-03-04"), ("2026-03-08", "2026-03-08")])
def test_a_day_that_is_moved_is_followed(shop: JourneyShop, moved: str, read: str) -> None:
    write(shop, moved, "2027-03-06")
    for day in range(3, 12):
        shop.at(at(f"2026-03-{day:02}"))
    assert entered(shop) == [f"{who} {read[5:]}T09:00" for who in ("c1", "c2")]


def test_a_day_that_is_moved_to_where_no_tick_came_is_not_passed_over(shop: JourneyShop) -> None:
    shop.at(at("2026-03-03", "20:00"))
    write(shop, "2026-03-04", "2027-03-06")
    shop.at(at("2026-03-04", "12:00"))  # the machine was down at nine
    shop.at(at("2026-03-05", "12:00"))
    assert entered(shop) == ["c1 03-04T09:00", "c2 03-04T09:00"]


def test_a_day_that_is_moved_behind_the_last_tick_is_history(shop: JourneyShop) -> None:
    shop.at(at("2026-03-03", "20:00"))
    write(shop, "2026-03-03", "2027-03-06")
    shop.at(at("2026-03-04", "12:00"))
    assert entered(shop) == []


def test_a_day_that_was_is_not_celebrated_again_where_it_is_moved(shop: JourneyShop) -> None:
    shop.at(at("2026-03-05"))
    write(shop, "2026-03-05", "2027-03-07")
    for time in ("09:01", "12:00"):
        shop.at(at("2026-03-05", time))
    assert len(entered(shop)) == 2
    shop.at(at("2027-03-06"))
    assert len(entered(shop)) == 2
    with pytest.warns(UserWarning, match="2026 to 2027 only"):
        shop.tick(at("2027-03-07"))
    assert len(entered(shop)) == 4


def test_a_day_that_is_due_is_not_passed_over_by_other_edits(shop: JourneyShop) -> None:
    write(shop, "2026-03-05", "2027-03-06", "2028-03-03")
    shop.at(at("2026-03-05", "09:10"))
    assert entered(shop) == ["c1 03-05T09:00", "c2 03-05T09:00"]


def test_an_idle_tick_notices_the_calendar(shop: JourneyShop) -> None:
    now = parse_instant(at("2026-03-02"), zone("Asia/Shanghai"))
    shop.at(at("2026-03-02"))
    assert is_idle(str(shop.folder), now)
    write(shop, "2026-03-03", "2027-03-06")
    assert not is_idle(str(shop.folder), now)


def test_a_festival_that_is_gone_is_named(shop: JourneyShop) -> None:
    (shop.folder / "data" / "festivals.json").write_text('[{"name": "周年庆", "day": "03-05"}]', "utf-8")
    assert "No festival named 店庆" in shop.tick(at("2026-03-02")).faults[0]
    with pytest.warns(UserWarning, match="No festival named 店庆"):
        shop.tick(at("2026-03-05"))
    assert len(entered(shop)) == 2, "it was planned when it was known"
    write(shop, "2026-03-05", "2027-03-06")
    shop.at(at("2026-03-05", "10:00"))
    assert len(entered(shop)) == 2


def test_no_flow_is_activated_past_the_calendar(shop: JourneyShop) -> None:
    write(shop, "2026-03-05")
    shop.flow("later", trigger={"festival": "店庆"}, steps=[{"id": "hello", "send": {"email": ""}}])
    with pytest.raises(MactlError, match="2026 to 2026 only"):
        shop.activate("later", now=at("2026-03-06"))
