"""``mactl flow test`` on the command line: held, failed, for CI, and wrong files."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl
from tests.support.journeys import JourneyShop

STORY: dict[str, Any] = {
    "name": "欢迎 <新客>",
    "flow": "welcome",
    "customer": {"id": "u1", "email": "u1@example.com", "consents": {"email": True}},
    "events": [["2026-03-02T14:10", "user_signup"]],
    "expect": [["2026-03-02T14:10", "sent", "hello", "email"], ["2026-03-02T14:10", "exit", "completed"]],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shop = JourneyShop(tmp_path / "store")
    shop.flow(steps=[{"id": "hello", "send": {"email": ""}}])
    (shop.folder / "stories").mkdir()
    return shop.folder


def test_stories_hold_and_fail(mactl: Mactl, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "stories" / "a.json").write_text(json.dumps(STORY), "utf-8")
    held = mactl("flow", "test", "--all")
    assert (held.code, "1 story held" in held.out + held.err) == (0, True)
    wrong = {**STORY, "expect": [["2026-03-02T14:11", "sent", "hello", "email"]]}
    (folder / "stories" / "b.json").write_text(json.dumps([STORY, wrong]), "utf-8")
    failed = mactl("flow", "test", "--all", "--junit", "out.xml", "--format", "json")
    assert (failed.code, failed.json["passed"], failed.json["failed"]) == (1, 2, 1)
    suite = ET.parse(folder / "out.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    (failure,) = suite.iter("failure")
    assert '- ["2026-03-02T14:11:00+08:00", "sent", "hello", "email"]' in (failure.text or "")


def test_wrong_words_and_files_are_answered(mactl: Mactl, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert mactl("flow", "test").code == 2
    assert mactl("flow", "test", "--all").code == 2
    assert mactl("flow", "test", "nothing.json").code == 1
    (folder / "x.json").write_text(json.dumps({**STORY, "flow": "welcom"}), "utf-8")
    unknown = mactl("flow", "test", "x.json")
    assert (unknown.code, "welcome" in unknown.err) == (1, True)


def test_what_goes_with_a_message_may_stand_before_or_after_it(
    mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = JourneyShop(tmp_path / "store")
    shop.flow(steps=[{"id": "mark", "do": [{"tag": "+new"}]}, {"id": "hello", "send": {"email": ""}}])
    monkeypatch.chdir(shop.folder)
    tag = ["2026-03-02T14:10", "tag", "+new"]
    for expect in ([tag, *STORY["expect"]], [*STORY["expect"], tag], [STORY["expect"][0], tag, STORY["expect"][1]]):
        (shop.folder / "x.json").write_text(json.dumps({**STORY, "expect": expect}), "utf-8")
        assert mactl("flow", "test", "x.json").code == 0


def test_a_short_message_that_carriers_refuse_is_told_before_anybody_gets_it(
    mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = JourneyShop(tmp_path / "store")
    (shop.folder / "templates" / "sms").mkdir(parents=True, exist_ok=True)
    bare = shop.folder / "templates" / "sms" / "bare.txt"
    shop.flow(steps=[{"id": "hello", "send": {"sms": "bare"}}])
    monkeypatch.chdir(shop.folder)
    for text, refused in (
        ("明天见", "no 【signature】"),
        ("【店】明天见", "must say"),
        ("【店】明天见 拒收请回复R", ""),
    ):
        bare.write_text(text, "utf-8")
        found = mactl("flow", "validate", "--format", "json").json["warnings"]
        assert [refused in each["message"] for each in found] == ([True] if refused else [])
