"""What failed for good is tried again by choice: through every gate, never twice to who was reached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mactl.api import life
from mactl.engine import retrying
from mactl.engine.retrying import Retried
from mactl.store import failures
from mactl.store.failures import Choice
from tests.support.journeys import JourneyShop

# A letter that cannot be made for whoever is called N1.
FAULTY = "{% extends 'email.html' %}{% block body %}{{ 1 // (0 if customer.name == 'N1' else 1) }}{% endblock %}"
LATER = "2026-03-02T13:00+08:00"


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.template("email/letter.html", FAULTY)
    shop.people(2)
    return shop


def retry(shop: JourneyShop, now: str = LATER, *, dry_run: bool = False, **wanted: str) -> Retried:
    workspace = shop.workspace(now)
    with workspace.open() as database:
        return retrying.retry(workspace, database, Choice(**wanted), dry_run=dry_run)


def mended(shop: JourneyShop) -> None:
    shop.template("email/letter.html", "{% extends 'email.html' %}")


def send(shop: JourneyShop, **fields: Any) -> None:
    """Send a campaign of which one message fails; a tick launches it, so nobody looks beforehand."""
    shop.campaign(content={"email": {"template": "letter"}}, schedule={"at": "2026-03-02T12:00"}, **fields)
    workspace = shop.workspace("2026-03-02T11:00+08:00")
    with workspace.open() as database:
        life.schedule(workspace, database, shop.defined("spring", workspace))
    shop.tick()


def test_nothing_is_tried_again_by_itself(shop: JourneyShop) -> None:
    send(shop)
    mended(shop)
    shop.at(LATER)
    assert shop.states() == {"sent": 1, "failed": 1}


def test_a_campaigns_failures_are_tried_again_by_choice_and_written_down(shop: JourneyShop) -> None:
    send(shop)
    mended(shop)
    assert retry(shop, dry_run=True, kind="campaign", name="spring") == Retried(messages=1, calls=0)
    assert shop.states() == {"sent": 1, "failed": 1}
    assert retry(shop, kind="campaign", name="other").messages == 0
    assert retry(shop, kind="campaign", name="spring").messages == 1
    shop.at(LATER)
    assert shop.states() == {"sent": 2}
    assert len(shop.maildir()) == 2
    assert shop.launches()[0][2] == "finished"
    assert shop.sql("SELECT who, object FROM audit WHERE what = 'failed retry'") == [("mei", "spring")]
    assert retry(shop, kind="campaign", name="spring").messages == 0


def test_what_is_tried_again_passes_every_gate(shop: JourneyShop) -> None:
    send(shop)
    mended(shop)
    shop.sql("UPDATE consents SET status = 'withdrawn' WHERE customer = 1")
    assert retry(shop).messages == 1
    shop.at(LATER)
    assert shop.standing()["c1"] == "skipped:no_consent"


def test_whom_another_channel_has_reached_is_left_out(shop: JourneyShop) -> None:
    send(shop, channels=["email", "sms"], mode="fallback")
    assert shop.states("channel || ' ' || state") == {"email sent": 1, "email failed": 1, "sms sent": 1}
    assert retry(shop) == Retried(messages=0, calls=0, barred={"reached": 1})


def flow(shop: JourneyShop, **fields: Any) -> None:
    """Let somebody into a flow whose first message fails."""
    steps = [{"id": "hello", "send": {"email": "letter"}}, {"id": "last", "at": "2d", "send": {"sms": ""}}]
    shop.flow(steps=steps, **fields)
    shop.activate()
    shop.track("user_signup", at="2026-03-02T10:00+08:00")
    shop.at("2026-03-02T10:01+08:00")
    assert [line.what for line in shop.trail()] == ["entered", "failed"]


def test_a_flows_message_is_tried_again_and_its_journey_stays_where_it_is(shop: JourneyShop) -> None:
    flow(shop, max_late="1h")
    mended(shop)
    assert retry(shop, kind="flow", name="welcome").messages == 1
    shop.at(LATER)
    assert shop.states() == {"sent": 1}  # its lateness counts from when it was chosen
    assert [line.what for line in shop.trail()] == ["entered", "failed"]
    assert shop.wakers() == []
    shop.at("2026-03-04T10:01+08:00")
    assert shop.states("channel") == {"email": 1, "sms": 1}
    assert shop.ends() == ["completed"]


def test_who_has_left_by_the_goal_is_left_out(shop: JourneyShop) -> None:
    flow(shop, goal={"event": "order_paid"})
    shop.track("order_paid", at="2026-03-02T11:00+08:00")
    assert shop.ends() == ["goal"]
    assert retry(shop) == Retried(messages=0, calls=0, barred={"left": 1})


def test_a_call_is_made_again_with_the_key_that_it_had(shop: JourneyShop) -> None:
    shop.flow(steps=[{"id": "hook", "webhook": {"url": "https://example.com/hook"}}])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T10:00+08:00")
    shop.sql("UPDATE calls SET state = 'failed', attempts = 6, code = '500', detail = 'Server Error'")
    with shop.database() as database:
        (group,) = failures.groups(database, Choice())
        assert group[1:8] == ("flow", "welcome", "hook", "webhook", "attempts", 1, 1)
    assert retry(shop, channel="webhook") == Retried(messages=0, calls=1)
    assert shop.sql("SELECT state, attempts, enrolment, visit FROM calls") == [("queued", 0, 1, 1)]
    shop.sql("UPDATE calls SET state = 'failed', attempts = 0")
    assert retry(shop) == Retried(messages=0, calls=0, barred={"unmade": 1})
