"""``mactl flow plan``: the whole answer for people and for programs, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl

HELLO: dict[str, Any] = {"id": "hello", "send": {"email": ""}}
OFFER: dict[str, Any] = {"id": "offer", "at": "3d", "send": {"email": ""}}


@pytest.fixture(autouse=True)
def _in(shop: Path) -> None:
    write(shop, HELLO, OFFER)


def write(shop: Path, *steps: dict[str, Any]) -> None:
    flow = {"id": "hi", "name": "问候", "trigger": {"event": "user_signup"}, "steps": steps}
    (shop / "data" / "flows.json").write_text(json.dumps([flow], ensure_ascii=False), "utf-8")


def enter(mactl: Mactl) -> None:
    mactl("flow", "activate", "问候", now="2026-03-01T09:00+08:00")
    assert mactl("customers", "add", "id=u1", "email=u1@example.com", "consents=email").code == 0
    mactl("events", "track", "user_signup", "--customer", "u1", now="2026-03-01T10:00+08:00")
    mactl("tick", now="2026-03-01T10:01+08:00")


def planned(mactl: Mactl, *words: str, now: str = "2026-03-02T10:00+08:00") -> dict[str, Any]:
    found: dict[str, Any] = mactl("flow", "plan", "问候", *words, "--format", "json", now=now).json
    return found


def test_a_flow_not_active_yet_is_planned(mactl: Mactl) -> None:
    found = planned(mactl)
    assert (found["state"], found["active_version"], found["changes"], found["inside"]) == ("inactive", None, [], [])
    assert found["history"]["active"] is None
    assert found["command"] == "mactl flow activate --flow hi"
    assert "was never active" in mactl("flow", "plan", "问候").out


def test_an_edited_flow_with_somebody_inside(mactl: Mactl, shop: Path) -> None:
    enter(mactl)
    write(shop, HELLO, {**OFFER, "id": "deal"})
    found = planned(mactl)
    assert [(each["change"], each["step"]) for each in found["changes"]] == [("renamed", "deal")]
    (there,) = found["inside"]
    assert there.pop("first").startswith("2026-03-04T10:00")
    assert there.pop("last").startswith("2026-03-04T10:00")
    assert there == {
        "version": 1, "step": "offer", "phase": "waiting", "people": 1, "migrate": "moved", "to": "deal",
    }  # fmt: skip
    assert found["migrate"] == {"people": 1, "renamed": {"offer": "deal"}, "moves": {"offer": "deal"}, "lost": {}}
    assert found["migrate_command"] == "mactl flow activate --flow hi --migrate --move offer=deal"
    assert (found["future"]["stay"]["sent"], found["future"]["migrate"]["sent"]) == (1, 1)
    assert found["history"]["customers"] == found["history"]["customers_in_all"]
    shown = mactl("flow", "plan", "hi", "--format", "table").out
    assert "offer looks renamed to deal" in shown
    assert "goes on at deal" in shown


def test_a_lost_step_names_the_word_that_is_missing(mactl: Mactl, shop: Path) -> None:
    enter(mactl)
    write(shop, HELLO)
    found = planned(mactl, "--no-history")
    assert found["migrate"]["lost"] == {"offer": 1}
    assert (found["future"], found["history"]) == (None, None)
    assert found["migrate_command"].endswith("--move offer=STEP|exit")
    assert planned(mactl, "--no-history", "--move", "offer=exit")["inside"][0]["migrate"] == "left"
    assert mactl("flow", "plan", "hi", "--move", "offer").code == 2


def test_what_activating_would_refuse_is_told_and_is_exit_1(mactl: Mactl, shop: Path) -> None:
    write(shop, {**HELLO, "send": {"email": "nowhere"}})
    done = mactl("flow", "plan", "hi", "--no-history", "--format", "json")
    assert done.code == 1
    assert "nowhere" in done.json["faults"][0]
    refused = mactl("flow", "approve", "hi")
    assert refused.code == 1
    assert "flows.json" in refused.err


def test_a_template_that_is_gone_under_a_running_flow_is_told(mactl: Mactl, shop: Path) -> None:
    write(shop, {**HELLO, "send": {"email": "feedback"}})
    enter(mactl)
    (shop / "templates" / "email" / "feedback.html").unlink()
    done = mactl("flow", "plan", "hi", "--format", "json")
    assert (done.code, len(done.json["faults"]), done.json["history"]) == (1, 1, None)
