"""``campaign create|edit`` with caps, budget, quiet hours, window and goal; and everything that they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl
from tests.support.shop import Shop


@pytest.fixture(autouse=True)
def shop(mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    found = Shop(tmp_path / "shop")
    found.campaign("spring", quiet="22:00-08:00", budget={"max_messages": 10})
    monkeypatch.chdir(found.folder)
    return found


def written(shop: Shop, name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads((shop.folder / "data" / "campaigns.json").read_text("utf-8"))
    return next(each for each in found if each["name"] == name)


def test_a_campaign_is_created_with_its_limits(mactl: Mactl, shop: Shop) -> None:
    done = mactl(
        "campaign", "create", "--name", "茶", "--audience", "all", "--channel", "email,sms", "--cap", "2/day",
        "--cap", "sms=1/7d", "--budget", "99.5", "--budget", "max_messages=100", "--quiet", "none",
        "--window", "fri,sat 19:00-21:00", "--goal", "order_paid/14d",
    )  # fmt: skip
    assert done.code == 0, done.err
    found = written(shop, "茶")
    assert found["cap"] == [{"scope": "all", "n": 2, "per": "day"}, {"scope": "sms", "n": 1, "per": "7d"}]
    assert found["budget"] == {"max_cost": 99.5, "max_messages": 100}
    assert found["quiet"] is None
    assert found["window"] == {"start": "19:00", "stop": "21:00", "weekdays": ["fri", "sat"]}
    assert found["goal"] == {"event": "order_paid", "within": "14d"}


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        (["--cap", "1/30d"], "cap", {"scope": "all", "n": 1, "per": "30d"}),
        (["--cap", "none"], "cap", {"n": 0}),
        (["--budget", "300"], "budget", {"max_messages": 10, "max_cost": 300}),
        (["--budget", "none"], "budget", None),
        (["--quiet", "default"], "quiet", None),
        (["--quiet", "21:00-09:00"], "quiet", "21:00-09:00"),
        (["--window", "workdays 09:00-18:00"], "window", {"start": "09:00", "stop": "18:00", "workdays": True}),
        (["--window", "08:00-"], "window", {"start": "08:00"}),
        (["--window", "none"], "window", None),
        (["--goal", '{"event": "login", "where": {"a": 1}}'], "goal", {"event": "login", "where": {"a": 1}}),
    ],
)
def test_one_thing_is_edited_without_an_editor(
    mactl: Mactl, shop: Shop, words: list[str], key: str, value: object
) -> None:
    done = mactl("campaign", "edit", "spring", *words)
    assert (done.code, done.out) == (0, "spring is changed.\n") or key == "window"
    assert written(shop, "spring").get(key) == value
    assert "spring is as it was" in mactl("campaign", "edit", "spring", *words).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cap", "two a day"], "not a cap"),
        (["--cap", "2"], "not a cap"),
        (["--cap", "-1/day"], "not a cap"),
        (["--cap", "=2/day"], "not a cap"),
        (["--cap", "²/day"], "not a cap"),
        (["--cap", "2/fortnight"], "cap"),
        (["--budget", "much"], "not a budget"),
        (["--budget", "-5"], "not a budget"),
        (["--budget", "nan"], "not a budget"),
        (["--budget", "max_messages=1.5"], "not a budget"),
        (["--budget", "max_money=5"], "a budget has no max_money"),
        (["--quiet", "night"], "quiet"),
        (["--quiet", "22:00-22:00"], "quiet"),
        (["--window", "always"], "not a sending window"),
        (["--window", ""], "not a sending window"),
        (["--window", "-"], "not a sending window"),
        (["--window", "10:00-10:00"], "window"),
        (["--window", "25:00-26:00"], "window"),
        (["--goal", ""], "not a goal"),
        (["--goal", "order_paid/"], "not a goal"),
        (["--goal", "order_paid/soon"], "goal"),
        (["--goal", "{"], "the goal is not JSON"),
        (["--goal", '{"evnt": "x"}'], "evnt"),
    ],
)
def test_wrong_limits_are_named_and_nothing_is_written(mactl: Mactl, shop: Shop, words: list[str], said: str) -> None:
    before = (shop.folder / "data" / "campaigns.json").read_bytes()
    done = mactl("campaign", "edit", "spring", *words)
    assert done.code in {1, 2}
    assert said in done.err
    assert "hint: " in done.err
    assert (shop.folder / "data" / "campaigns.json").read_bytes() == before


def test_a_cap_of_no_known_scope_is_named(mactl: Mactl, shop: Shop) -> None:
    shop.config(caps=[{"scope": "emial", "n": 1, "per": "day"}])
    done = mactl("doctor")
    assert done.code == 0
    assert "the cap of “emial” holds nobody back" in done.out
    assert "Did you mean email?" in done.out
    shop.campaign("news", topic="emial")
    assert "holds nobody back" not in mactl("doctor").out


def test_a_profile_is_shown_in_chinese(mactl: Mactl, shop: Shop) -> None:
    shop.person(city="杭州", member_level="gold")
    lines = mactl("customers", "show", "c1", "--lang", "zh", "--format", "csv").out
    assert "城市,杭州" in lines
    assert "会员等级,gold" in lines


def test_help_names_what_an_option_takes(mactl: Mactl) -> None:
    page = mactl("send", "--help").out
    assert "--max-cost AMOUNT" in page
    assert "<str>" not in page
