"""The starter's own files: its templates render for strangers, and its data refer to what is there."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from phonenumbers import carrier
from pydantic import TypeAdapter

from mactl.authored.festivals import check_festival
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.festival import Festival
from mactl.core.model.message import Channel, Content, Outgoing
from mactl.core.schedule import festivals
from mactl.demo.catalogue import FILES
from mactl.layout import lay_out, starter
from mactl.templating import Library, Tracking
from mactl.templating.sample import GRANTED

STARTER = dict(starter())
TEMPLATES = {n.removeprefix("templates/"): t.decode() for n, t in STARTER.items() if n.startswith("templates/")}
CHANNELS = {"email": "html", "sms": "txt", "wechat": "json", "push": "json", "social": "txt", "inapp": "json"}
WORKSPACE = {"name": "示例小店"}


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(STARTER[f"data/{name}.json"])
    return found


def all_campaigns() -> list[dict[str, Any]]:
    demo: list[dict[str, Any]] = json.loads((FILES / "campaigns.json").read_text("utf-8"))
    return rows("campaigns") + demo


def segment_names() -> set[str]:
    demo = json.loads((FILES / "segments.json").read_text("utf-8"))
    return {row["id"] for row in rows("segments") + demo}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("workspace")
    lay_out(folder)
    return Library(roots=[folder / "templates"])


def told(file: str) -> tuple[Channel, str]:
    """Return the channel and name of a template file: the default's name is empty."""
    folder, _, name = file.rpartition("/")
    stem = name.rpartition(".")[0]
    return (folder or stem), (stem if folder else "")  # type: ignore[return-value]


def render(library: Library, file: str, customer: dict[str, Any] | None = None, **more: Any) -> Content:
    channel, name = told(file)
    template = library.load(channel=channel, name=name, **more)
    known = {"points": 0, **(customer or {})}  # what everybody has
    return template.render(customer=known, workspace=WORKSPACE, campaign={}, token="tok", granted=GRANTED)


def test_every_channel_has_its_default() -> None:
    assert {f"{channel}.{ending}" for channel, ending in CHANNELS.items()} <= set(TEMPLATES)


def test_no_template_has_a_fault(library: Library) -> None:
    assert library.check() == []


@pytest.mark.parametrize("file", sorted(TEMPLATES))
def test_a_template_renders_for_somebody_of_whom_nothing_is_known(library: Library, file: str) -> None:
    content = render(library, file)
    assert content.data or content.text.strip()
    assert ("kind" in content.data) == file.startswith("wechat")
    names = library.load(channel=told(file)[0], name=told(file)[1]).names
    assert {name.partition(".")[0] for name in names} <= {
        "customer",
        "workspace",
        "event",
        "unsubscribe_url",
        "coupon",
        "points_granted",
    }


@pytest.mark.parametrize("file", sorted(n for n in TEMPLATES if n.endswith(".html")))
def test_an_email_is_complete_and_has_a_way_out(library: Library, file: str) -> None:
    followed = Tracking(base_url="https://t.example.com", key=b"k" * 32)
    content = render(library, file, tracking=followed)
    assert content.subject
    assert content.html.count("https://t.example.com/u/tok") == 1
    assert "退订" in content.html or "Unsubscribe" in content.html
    assert "https://t.example.com/c/tok/0" in content.html
    assert ('lang="en"' in content.html) == file.endswith(("_en.html", "/en.html"))
    assert "prefers-color-scheme" in content.html
    assert re.search(r'<a class="button" href="[^"]*" style="[^"]*border-radius', content.html)
    assert 'href=""' not in render(library, file).html  # no page to unsubscribe on, no link to it


@pytest.mark.parametrize("file", sorted(n for n in TEMPLATES if n.startswith("sms")))
def test_a_text_message_is_signed_can_be_stopped_and_fits_one_part(library: Library, file: str) -> None:
    content = render(library, file)
    assert content.text.startswith("【示例小店】")
    assert content.text.endswith(" 拒收请回复R")
    assert content.parts == 1


ADDRESSES = {"sms": "+8613490000001", "wechat": "oSample0000000000000000u001", "push": "demo-token"}


@pytest.mark.parametrize("file", sorted(n for n in TEMPLATES if not n.endswith(".html")))
def test_a_provider_takes_what_the_template_says(library: Library, file: str) -> None:
    channel = told(file)[0]
    sandbox = importlib.import_module(f"mactl.adapters.{channel}.sandbox")
    provider = sandbox.provider(sandbox.Settings(), WorkspaceSettings(name="示例小店"))
    content = render(library, file, {"name": "王小满"})
    address = ADDRESSES.get(channel, "somebody")
    assert provider.check(Outgoing(id=1, key="k", channel=channel, address=address, content=content, at=0)) is None


def test_hostile_names_stay_text_in_every_template(library: Library) -> None:
    for file in TEMPLATES:
        content = render(library, file, {"name": '"}<b>{{ 1234567*7 }}'})
        assert "<b>" not in content.html
        assert "8641969" not in f"{content}"


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
        sends = [(c, t) for c, t in action["send"].items() if c in CHANNELS]
        for channel, template in sends + [tuple(f.split(":")) for f in action["send"].get("fallback", [])]:
            assert f"{channel}/{template}.{CHANNELS[channel]}" in TEMPLATES


def test_what_the_python_interface_names_is_there() -> None:
    assert {"vip_users", "new_users"} <= segment_names()
    assert {"send_welcome_email", "send_discount_coupon", "ask_feedback"} <= {row["id"] for row in rows("actions")}
    campaign = next(row for row in rows("campaigns") if row["name"] == "新品推广")
    assert campaign == {"name": "新品推广", "audience": "vip_users", "channels": ["email", "sms"]}


def starter_festivals() -> dict[str, Festival]:
    found = TypeAdapter(tuple[Festival, ...]).validate_python([{"id": row["name"], **row} for row in rows("festivals")])
    assert [list(check_festival(each)) for each in found] == [[]] * len(found)
    return {each.name: each for each in found}


def test_festivals_are_known_for_years_to_come_and_workdays_state_theirs() -> None:
    found = starter_festivals()
    assert all(festivals.years(each)[1] >= 2030 for each in found.values() if not each.workdays)
    worked = festivals.workdays(found.values())
    assert worked is not None
    assert (worked.first, worked.last) == (date(2025, 1, 1), date(2026, 12, 31))


def test_festivals_fall_on_the_days_of_the_almanac() -> None:
    almanac = {
        "春节": ["2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26"],
        "端午": ["2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28"],
        "中秋": ["2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03"],
    }
    found = starter_festivals()
    for name, days in almanac.items():
        times = festivals.occurrences(found[name], date(2025, 1, 1), date(2028, 12, 31))
        assert [each.day.isoformat() for each in times] == days


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
    authored = {f"/{n}" for n in STARTER if n == "config.json" or n.startswith("data/")}
    assert matched == {*authored, "/stories/*.json"}
