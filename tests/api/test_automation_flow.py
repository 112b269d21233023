"""``AutomationFlow``: the lines of the product page, the file that they write, versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl import AutomationFlow
from mactl.layout import lay_out

NOW = "2026-03-02T12:00+08:00"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def welcome(days: int = 7) -> AutomationFlow:
    flow = AutomationFlow(name="欢迎流程", now=NOW)
    flow.add_trigger("user_signup")
    flow.add_action("send_welcome_email", delay=0)
    flow.add_action("send_discount_coupon", delay_hours=24)
    flow.add_action("ask_feedback", delay_days=days)
    return flow


def written(shop: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((shop / "data" / "flows.json").read_text("utf-8"))
    return [one for one in found if one["name"] == "欢迎流程"]


def test_the_lines_of_the_manual_write_and_activate_a_flow(shop: Path) -> None:
    done = welcome().activate()
    assert done.version.number == 1
    assert written(shop) == [
        {
            "id": "welcome",  # the starter has a flow of this name: this is its next definition
            "name": "欢迎流程",
            "trigger": {"event": "user_signup"},
            "steps": [
                {"id": "send_welcome_email", "action": "send_welcome_email"},
                {"id": "send_discount_coupon", "at": "24h", "action": "send_discount_coupon"},
                {"id": "ask_feedback", "at": "7d", "action": "ask_feedback"},
            ],
        }
    ]


def test_the_same_content_is_the_same_version_and_other_content_a_new_one(shop: Path) -> None:
    first = welcome().activate()
    before = (shop / "data" / "flows.json").read_bytes()
    again = welcome().activate()
    assert (again.version.number, again.fresh) == (1, False)
    assert (shop / "data" / "flows.json").read_bytes() == before
    other = welcome(days=8).activate()
    assert (other.version.number, other.fresh) == (2, True)
    assert other.version.digest != first.version.digest
    assert len(written(shop)) == 1
    assert AutomationFlow(name="欢迎流程", now=NOW).activate().version.number == 2


def test_every_fault_is_told_and_the_file_stays(shop: Path) -> None:
    from mactl.errors import MactlError

    before = (shop / "data" / "flows.json").read_bytes()
    flow = AutomationFlow(name="坏", now=NOW).add_trigger("x").add_action("nobody_wrote_this")
    with pytest.raises(MactlError, match="nobody_wrote_this"):
        flow.activate()
    with pytest.raises(MactlError, match="trigger"):
        AutomationFlow(name="坏", now=NOW).add_action("ask_feedback").save()
    with pytest.raises(MactlError, match="one trigger"):
        flow.add_trigger("y")
    assert (shop / "data" / "flows.json").read_bytes() == before


def test_steps_as_the_file_has_them_may_be_added(shop: Path) -> None:
    flow = AutomationFlow(name="召回", now=NOW, goal={"event": "order_paid"}, class_="transactional")
    flow.add_trigger("cart_updated", quiet_for="30m")
    flow.add_action({"send": {"sms": ""}}, delay="1h").add_action({"send": {"sms": ""}}, delay=90, delay_minutes=5)
    made = flow.save()
    assert [(step["id"], step["at"]) for step in made.steps] == [("send", "1h"), ("send_2", "5m90s")]
    assert made.class_ == "transactional"
