"""Blackout dates hold marketing and nothing else; a faulty festival is named with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl.engine import festivals
from mactl.errors import MactlError
from tests.support.shop import Shop

QINGMING = [{"name": "清明", "dates": [{"year": 2026, "day": "2026-04-05"}], "blackout": True}]
NOON, NEXT_DAY = "2026-04-05T12:00+08:00", "2026-04-06T00:00+08:00"


def with_festivals(folder: Path, listed: list[dict[str, object]]) -> Shop:
    shop = Shop(folder / "shop")
    (shop.folder / "data" / "festivals.json").write_text(json.dumps(listed, ensure_ascii=False), "utf-8")
    return shop


def test_marketing_waits_for_the_day_after_a_blackout(tmp_path: Path) -> None:
    shop = with_festivals(tmp_path, QINGMING)
    shop.people(2)
    shop.send(shop.campaign(), NOON)
    assert shop.states("state || ':' || reason") == {"delayed:blackout": 2}
    shop.tick("2026-04-05T23:59+08:00")
    assert not shop.maildir()
    shop.tick(NEXT_DAY)
    assert shop.states() == {"sent": 2}


def test_a_service_message_goes_out_on_a_blackout(tmp_path: Path) -> None:
    shop = with_festivals(tmp_path, QINGMING)
    shop.people(1)
    shop.send(shop.campaign(**{"class": "transactional"}), NOON)
    assert shop.states() == {"sent": 1}


def test_the_blackout_is_the_customers_own_day(tmp_path: Path) -> None:
    shop = with_festivals(tmp_path, QINGMING)
    shop.people(1, time_zone="America/New_York")
    shop.send(shop.campaign(), "2026-04-05T10:00+08:00")  # still the fourth in New York
    assert shop.states() == {"sent": 1}


def test_a_changed_file_is_read_again_and_faults_are_named(tmp_path: Path) -> None:
    shop = with_festivals(tmp_path, QINGMING)
    assert festivals.read(shop.workspace()).festival("清明").blackout
    path = shop.folder / "data" / "festivals.json"
    path.write_text('[{"name": "中秋", "lunar": "8-15"},\n {"name": "端午", "lunar": "05-05"}]', "utf-8")
    calendar = festivals.read(shop.workspace())
    assert [each.name for each in calendar.festivals] == ["端午"]
    assert "festivals.json:1" in calendar.faults[0].sentence()
    with pytest.raises(MactlError, match="国庆"):
        calendar.festival("国庆")
