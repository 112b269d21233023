"""What people are told of journeys: line by line, or why there is none; what the daemon waits for; links of flows."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.api import flow_explaining, flows, ticking
from mactl.engine import catalogue
from tests.support.journeys import JourneyShop


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(2)
    shop.flow(
        filter={"tag": "vip"}, recheck=False,
        steps=[{"id": "hello", "send": {"email": ""}}, {"id": "guide", "at": "24h", "send": {"sms": ""}}],
    )  # fmt: skip
    shop.activate()
    shop.sql("INSERT INTO tags VALUES (1, 'vip', 0, '')")
    for customer in ("c1", "c2"):
        shop.track("user_signup", customer=customer, at="2026-03-02T14:10+08:00")
    shop.at("2026-03-02T14:11+08:00")
    return shop


def test_every_step_is_told_with_its_time(shop: JourneyShop) -> None:
    report = flow_explaining.one(shop.workspace("2026-03-02T15:00+08:00"), "c1@example.com", "welcome")
    assert report.sentences == ("Journey 1, version 1: waits for its time.",)
    assert [row[1:] for row in report.tables[0].rows] == [
        ("hello", "entered", "", ""), ("hello", "sent", "E-mail", ""),
    ]  # fmt: skip


def test_the_channels_of_a_fallback_are_told_with_why_they_were_passed_over(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(1, consents=("sms",))
    shop.flow(steps=[{"id": "hello", "send": {"email": "", "fallback": ["sms:"]}}])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T14:10+08:00")
    shop.at("2026-03-02T14:11+08:00")
    report = flow_explaining.one(shop.workspace("2026-03-02T15:00+08:00"), "c1", "welcome")
    sent = report.tables[0].rows[1]
    assert sent[1:4] == ("hello", "sent", "SMS")
    assert sent[4] == "E-mail: no consent"
    (journey,) = report.document["journeys"]
    assert [(each["channel"], each["state"]) for each in journey["trail"][1]["tried"]] == [
        ("email", "skipped"), ("sms", "sent"),
    ]  # fmt: skip


def test_a_clock_that_runs_is_told_of_the_flow_and_of_the_customer(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(2)
    shop.flow(trigger={"event": "cart_updated", "quiet_for": "30m"}, steps=[{"id": "hello", "send": {"email": ""}}])
    shop.activate()
    shop.track("cart_updated", at="2026-03-02T14:10+08:00")
    workspace = shop.workspace("2026-03-02T14:20+08:00")
    said = flow_explaining.one(workspace, "c1", "welcome").sentences
    assert said[1].startswith("A clock runs for the customer: the flow begins at 2026-03-02T14:40:00+08:00")
    assert "has no event cart_updated" in flow_explaining.one(workspace, "c2", "welcome").sentences[1]
    with workspace.open() as database:
        runs = flows.runs(workspace, database, catalogue.read(workspace), "welcome")
    assert runs.sentences[1] == "For 1 person a clock runs at whose end it may begin: at 2026-03-02T14:40:00+08:00."


def test_why_somebody_never_entered_is_told(shop: JourneyShop) -> None:
    said = flow_explaining.one(shop.workspace("2026-03-02T15:00+08:00"), "c2", "welcome").sentences
    assert "when user_signup happens" in said[0]
    assert "did not fit, or re-entry forbade it" in said[1]
    assert said[2] == "The customer does not pass the filter now."


def test_runs_say_who_stands_where(shop: JourneyShop) -> None:
    workspace = shop.workspace("2026-03-02T15:00+08:00")
    with workspace.open() as database:
        report = flows.runs(workspace, database, catalogue.read(workspace), "welcome")
    assert report.sentences == ("welcome is active: 1 person is inside, 0 journeys have ended.",)
    assert report.tables[0].rows[0][1:5] == ("guide", "waits for its time", 1, 0)


def test_the_daemon_wakes_when_the_next_step_is_due(shop: JourneyShop) -> None:
    waits = ticking.due_in(shop.workspace("2026-03-03T14:00+08:00"))
    assert waits is not None
    assert 590 < waits <= 601


def test_a_changed_template_adds_links_and_those_sent_lead_where_they_led(shop: JourneyShop) -> None:
    page = "<html><head><title>{% block subject %}Hi{% endblock %}</title></head><body>LINKS</body></html>"
    shop.config(workspace={"time_zone": "Asia/Shanghai", "base_url": "https://go.example.com"})
    shop.flow("news", trigger={"event": "login"}, reentry="always", steps=[{"id": "a", "send": {"email": "news"}}])
    links = ["https://a.example/1", "https://a.example/2"]
    for day, wanted in ((5, links), (6, [links[0], "https://a.example/3"]), (7, links)):
        anchors = "".join(f'<a href="{url}">x</a>' for url in wanted)
        shop.template("email/news.html", page.replace("LINKS", anchors))
        if day == 5:
            shop.activate("news")
        shop.track("login", at=f"2026-03-0{day}T10:00+08:00")
        shop.at(f"2026-03-0{day}T10:01+08:00")
    found = dict(shop.sql("SELECT number, url FROM links WHERE channel = 'email'"))
    assert [url.partition("?")[0] for url in found.values()] == [*links, links[0], "https://a.example/3"]
    assert shop.states(channel="email")["sent"] == 4
