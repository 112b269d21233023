"""With governance.require_approval a flow runs only while exactly what it is now is approved (G1)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mactl.engine import catalogue, flowing
from mactl.errors import MactlError
from tests.support.journeys import JourneyShop

LETTER = "{% extends 'email.html' %}{% block body %}<p>Hi</p>{% endblock %}"
HELLO: dict[str, Any] = {"id": "hello", "at": "1h", "send": {"email": "hello", "grant": [{"coupon": "off"}]}}
LAST: dict[str, Any] = {"id": "last", "at": "24h", "action": "thank"}


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop", governance={"require_approval": True})
    shop.template("email/hello.html", LETTER)
    written(shop, "coupons", [{"id": "off", "name": "off", "value": 5}])
    written(shop, "actions", [{"id": "thank", "name": "thank", "send": {"sms": ""}}])
    shop.people(2)
    shop.flow(steps=[HELLO, LAST])
    return shop


def written(shop: JourneyShop, file: str, objects: list[dict[str, Any]]) -> None:
    (shop.folder / "data" / f"{file}.json").write_text(json.dumps(objects), "utf-8")


def approve(shop: JourneyShop, now: str = "2026-03-01T08:00+08:00") -> flowing.Approved:
    workspace = shop.workspace(now)
    authored = catalogue.read(workspace)
    with workspace.open() as database:
        return flowing.approve(workspace, database, authored, authored.flow("welcome"))


def running(shop: JourneyShop) -> None:
    """Approve and activate the flow, and let somebody in."""
    approve(shop)
    shop.activate()
    shop.track("user_signup", at="2026-03-02T10:00+08:00")


def test_nobody_enters_a_flow_that_nobody_approved(shop: JourneyShop) -> None:
    with pytest.raises(MactlError, match="welcome is not approved as it stands now"):
        shop.activate()
    running(shop)
    shop.at("2026-03-02T11:01+08:00")
    assert shop.said()[-1] == "03-02T11:00 sent hello"


def test_an_approval_is_in_the_audit_log_with_its_hash(shop: JourneyShop) -> None:
    done = approve(shop)
    assert shop.sql("SELECT who, what, object, digest FROM audit") == [("mei", "approve", "welcome", done.digest)]


@pytest.mark.parametrize("change", ["definition", "template", "layout", "action", "coupon"])
def test_any_change_voids_it(shop: JourneyShop, change: str) -> None:
    approve(shop)
    match change:
        case "definition":
            shop.flow(steps=[HELLO, {**LAST, "at": "25h"}])
        case "template":
            shop.template("email/hello.html", LETTER + "\n")
        case "layout":  # a file that the template inherits from
            path = shop.folder / "templates" / "email.html"
            path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        case "action":
            written(shop, "actions", [{"id": "thank", "name": "thank", "send": {"push": ""}}])
        case _:
            written(shop, "coupons", [{"id": "off", "name": "off", "value": 50}])
    with pytest.raises(MactlError, match="not approved"):
        shop.activate()
    approve(shop, "2026-03-01T08:30+08:00")
    shop.activate()


@pytest.mark.parametrize("change", ["template", "coupon"])
def test_a_change_under_a_running_flow_holds_everybody_until_it_is_approved(shop: JourneyShop, change: str) -> None:
    running(shop)
    if change == "template":
        shop.template("email/hello.html", LETTER.replace("Hi", "Hi there"))
    else:
        written(shop, "coupons", [{"id": "off", "name": "off", "value": 50}])
    shop.track("user_signup", "c2", "2026-03-02T10:30+08:00")  # whoever comes is let in, and waits
    faults = shop.tick("2026-03-02T11:01+08:00").faults
    assert len(faults) == 1
    assert "welcome is not approved as it stands now" in faults[0]
    assert shop.states() == {}
    approve(shop, "2026-03-02T12:00+08:00")
    shop.at("2026-03-02T12:01+08:00")
    assert [line.what for line in shop.trail("c1")] == ["entered", "sent"]
    assert [line.what for line in shop.trail("c2")] == ["entered", "sent"]
    assert shop.wakers() == []


def test_a_message_that_waits_is_held_too(shop: JourneyShop) -> None:
    shop.config(
        governance={"require_approval": True}, channels={"email": {"provider": "sandbox", "quiet": "10:00-12:30"}}
    )
    running(shop)
    shop.at("2026-03-02T11:01+08:00")
    assert shop.states() == {"delayed": 1}
    shop.template("email/hello.html", LETTER.replace("Hi", "Hi there"))
    assert shop.tick("2026-03-02T12:31+08:00").faults != []
    assert shop.states("state") in ({"delayed": 1}, {"queued": 1})
    approve(shop, "2026-03-02T12:40+08:00")
    shop.at("2026-03-02T12:41+08:00")
    assert shop.states() == {"sent": 1}


def test_who_finishes_an_earlier_version_goes_on_when_the_changed_text_is_approved(shop: JourneyShop) -> None:
    running(shop)
    shop.flow(steps=[{**HELLO, "at": "2h"}])
    approve(shop, "2026-03-02T10:10+08:00")
    shop.activate(now="2026-03-02T10:15+08:00")
    shop.template("email/hello.html", LETTER.replace("Hi", "Hi there"))
    assert shop.tick("2026-03-02T11:01+08:00").faults != []
    done = approve(shop, "2026-03-02T11:10+08:00")
    assert (done.earlier, done.people) == ((1,), 1)
    shop.at("2026-03-02T11:11+08:00")
    assert shop.said()[-1] == "03-02T11:00 sent hello"
