"""The starter's own files: its templates render for strangers, and its data refer to what is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from phonenumbers import carrier

from mactl.demo.catalogue import FILES
from mactl.layout import starter

STARTER = dict(starter())
TEMPLATES = {n.removeprefix("templates/"): t.decode() for n, t in STARTER.items() if n.startswith("templates/")}
CHANNELS = {"email": "html", "sms": "txt", "wechat": "json", "push": "json", "social": "txt", "inapp": "json"}
WORKSPACE = {"name": "示例小店", "brand": "示例小店"}


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(STARTER[f"data/{name}.json"])
    return found


def all_campaigns() -> list[dict[str, Any]]:
    demo: list[dict[str, Any]] = json.loads((FILES / "campaigns.json").read_text("utf-8"))
    return rows("campaigns") + demo


def segment_names() -> set[str]:
    demo = json.loads((FILES / "segments.json").read_text("utf-8"))
    return {row["id"] for row in rows("segments") + demo}


def environment(name: str) -> Environment:
    return Environment(loader=DictLoader(TEMPLATES), undefined=StrictUndefined, autoescape=name.endswith(".html"))


def render(name: str, **more: object) -> str:
    return environment(name).get_template(name).render(workspace=WORKSPACE, **{"customer": {}, **more})


def block(name: str, part: str, **more: object) -> str:
    template = environment(name).get_template(name)
    chosen = template.new_context({"workspace": WORKSPACE, "customer": {}, **more})
    while part not in template.blocks:
        (parent,) = {n for n in ("email/en.html", "email.html") if f'"{n}"' in TEMPLATES[str(template.name)]}
        template = environment(name).get_template(parent)
    return "".join(template.blocks[part](chosen)).strip()


def test_every_channel_has_its_default() -> None:
    assert {f"{channel}.{ending}" for channel, ending in CHANNELS.items()} <= set(TEMPLATES)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_renders_for_somebody_of_whom_nothing_is_known(name: str) -> None:
    text = render(name)
    assert text.strip()
    if name.endswith(".json"):
        assert isinstance(json.loads(text), dict)
        assert ("kind" in json.loads(text)) == name.startswith("wechat")


@pytest.mark.parametrize("name", sorted(n for n in TEMPLATES if n.endswith(".html")))
def test_an_email_has_subject_preheader_body_and_a_way_out(name: str) -> None:
    assert all(block(name, part) for part in ("subject", "preheader", "body"))
    assert "\n" not in block(name, "subject")
    assert 'href="https://x.example/u"' in render(name, unsubscribe_url="https://x.example/u")
    assert ('lang="en"' in render(name)) == name.endswith(("_en.html", "en.html"))


@pytest.mark.parametrize("name", sorted(n for n in TEMPLATES if n.startswith("sms")))
def test_a_text_message_is_signed_can_be_stopped_and_fits_one_part(name: str) -> None:
    text = render(name).strip()
    assert text.startswith("【示例小店】")
    assert text.endswith("拒收请回复R")
    assert len(text) <= 70


def test_hostile_names_stay_text_in_every_template() -> None:
    nasty = {"name": '"}<b>{{ 1234567*7 }}'}
    for name in TEMPLATES:
        text = render(name, customer=nasty)
        assert "<b>" not in text
        assert "8641969" not in text
        if name.endswith(".json"):
            json.loads(text)


def test_chinese_templates_of_email_and_sms_have_their_english_twin() -> None:
    for folder, ending in (("email", ".html"), ("sms", ".txt")):
        found = {n.removeprefix(f"{folder}/").removesuffix(ending) for n in TEMPLATES if n.startswith(f"{folder}/")}
        assert {n for n in found if n != "en" and not n.endswith("_en") and f"{n}_en" not in found} == set()


def named(condition: object) -> Iterator[str]:
    if isinstance(condition, dict):
        for key, value in condition.items():
            if key == "segment":
                yield value
            yield from named(value)
    elif isinstance(condition, list):
        for each in condition:
            yield from named(each)


def test_campaigns_name_segments_and_templates_that_are_there() -> None:
    for campaign in all_campaigns():
        audience = campaign["audience"]
        wanted = [audience] if isinstance(audience, str) else list(named(audience))
        assert set(wanted) <= segment_names() | {"all"}
        for channel, content in campaign.get("content", {}).items():
            assert f"{channel}/{content['template']}.{CHANNELS[channel]}" in TEMPLATES


def test_actions_name_templates_that_are_there() -> None:
    for action in rows("actions"):
        sends = [(c, t) for c, t in action["send"].items() if c != "fallback"]
        for channel, template in sends + [tuple(f.split(":")) for f in action["send"].get("fallback", [])]:
            assert f"{channel}/{template}.{CHANNELS[channel]}" in TEMPLATES


def test_what_the_python_interface_names_is_there() -> None:
    assert {"vip_users", "new_users"} <= segment_names()
    assert {"send_welcome_email", "send_discount_coupon", "ask_feedback"} <= {row["id"] for row in rows("actions")}
    campaign = next(row for row in rows("campaigns") if row["name"] == "新品推广")
    assert campaign == {"name": "新品推广", "audience": "vip_users", "channels": ["email", "sms"]}


def test_festivals_state_their_years_and_lie_in_them() -> None:
    for festival in rows("festivals"):
        assert [each["year"] for each in festival["dates"]] == [2025, 2026, 2027, 2028]
        for each in festival["dates"]:
            day = date.fromisoformat(each["day"])
            assert day.year == each["year"]
            assert date.fromisoformat(each.get("start", each["day"])) <= day
            assert day <= date.fromisoformat(each.get("stop", each["day"]))


def test_lunar_festivals_fall_on_the_days_of_the_almanac() -> None:
    almanac = {
        "春节": ["2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26"],
        "端午": ["2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28"],
        "中秋": ["2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03"],
    }
    found = {row["name"]: [each["day"] for each in row["dates"]] for row in rows("festivals")}
    assert {name: found[name] for name in almanac} == almanac


def test_sample_customers_cannot_be_reached() -> None:
    for customer in rows("customers"):
        assert customer.get("email", "@example.com").split("@")[1] in ("example.com", "example.net", "example.org")
        if "phone" in customer:
            number = phonenumbers.parse(customer["phone"])
            assert phonenumbers.is_valid_number(number)
            assert carrier.name_for_number(number, "en") == ""


def test_the_editor_finds_a_schema_for_every_authored_file() -> None:
    wired = json.loads(STARTER[".vscode/settings.json"])["json.schemas"]
    matched = {Path(pattern).as_posix() for row in wired for pattern in row["fileMatch"]}
    assert matched == {f"/{n}" for n in STARTER if n == "config.json" or n.startswith("data/")}
