"""The workspace's budget of the month: exact, for campaigns and flows alike, whoever sends at once (rule M4)."""

from __future__ import annotations

import json
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.journeys import JourneyShop
from tests.support.mail_server import MailServer, say, serving
from tests.support.shop import QUIET, Shop, command, smtp


def costing(price: float, **channels: Any) -> dict[str, Any]:
    return {name: {**settings, "cost": price, **channels.get(name, {})} for name, settings in QUIET.items()}


def make(folder: Path, limit: float, price: float = 0.1, people: int = 10) -> Shop:
    shop = Shop(folder / "shop", channels=costing(price), budget={"max_cost": limit})
    shop.people(people)
    shop.campaign()
    return shop


def used(shop: Shop) -> dict[str, int]:
    return dict(shop.sql("SELECT month, cost FROM spending ORDER BY month"))


def test_what_goes_over_the_budget_is_left_out(tmp_path: Path) -> None:
    shop = make(tmp_path, 0.35)
    shop.send()
    assert shop.states("state || COALESCE(':' || reason, '')") == {"sent": 3, "skipped:budget": 7}
    assert set(shop.states("detail", state="skipped")) == {"2026-03: 0.3/0.35"}
    assert used(shop) == {"2026-03": 3000}


def test_a_second_campaign_finds_what_the_first_left_and_april_begins_anew(tmp_path: Path) -> None:
    shop = make(tmp_path, 1.5)
    shop.send()
    shop.campaign("second")
    shop.send("second", "2026-03-31T23:59:00+08:00")
    assert shop.states(origin=2) == {"sent": 5, "skipped": 5}
    shop.campaign("third")
    shop.send("third", "2026-04-01T00:00+08:00")
    assert shop.states(origin=3) == {"sent": 10}
    assert used(shop) == {"2026-03": 15_000, "2026-04": 10_000}


def test_a_budget_set_in_the_middle_of_a_month_counts_what_was_sent_before(tmp_path: Path) -> None:
    shop = make(tmp_path, 100)
    shop.config(channels=costing(0.1))
    shop.send()
    assert used(shop) == {}
    shop.config(channels=costing(0.1), budget={"max_cost": 1.2})
    shop.campaign("second")
    shop.send("second", "2026-03-20T12:00+08:00")
    assert shop.states(origin=2) == {"sent": 2, "skipped": 8}


def test_free_messages_need_no_budget(tmp_path: Path) -> None:
    shop = make(tmp_path, 0, price=0)
    shop.send()
    assert shop.states() == {"sent": 10}


def test_parts_of_an_sms_are_counted_before_it_is_claimed(tmp_path: Path) -> None:
    shop = make(tmp_path, 0.5)
    shop.template("sms.txt", "【Shop】{% block body %}" + "long " * 20 + "{% endblock %} 拒收请回复R")
    shop.campaign(channels=["sms"])
    shop.send()
    assert shop.states() == {"sent": 2, "skipped": 8}
    assert used(shop) == {"2026-03": 4000}


def test_a_rehearsal_reckons_with_the_budget_and_writes_nothing(tmp_path: Path) -> None:
    shop = make(tmp_path, 0.35)
    before = shop.dump()
    would = shop.rehearse()
    assert would.messages["skipped"] == {"budget": 7}
    assert would.budget is not None
    assert (would.budget.used, would.budget.limit) == (Decimal("0.3"), Decimal("0.35"))
    assert shop.dump() == before


def test_flows_and_campaigns_share_one_budget(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop", channels=costing(0.1), budget={"max_cost": 0.4})
    people = shop.people(3)
    shop.campaign()
    shop.flow(steps=[{"id": "hello", "wait": "1h", "send": {"email": "email"}}])
    shop.activate()
    shop.send(now="2026-03-01T09:30+08:00")
    for person in people:
        shop.track("user_signup", person, at="2026-03-01T10:00+08:00")
    shop.at("2026-03-01T11:05+08:00")
    assert shop.states(enrolment=0) == {"sent": 3}
    assert shop.states("state || COALESCE(':' || reason, '')") == {"sent": 4, "skipped:budget": 2}


@pytest.mark.loopback
def test_a_definite_failure_gives_back_what_it_reserved(tmp_path: Path) -> None:
    shop = make(tmp_path, 1)
    with serving(MailServer(script={"rcpt": [say("550 5.1.1 nobody")] * 4})) as server:
        channels = costing(0.1)
        channels["email"] = {**smtp(server.port)["email"], "cost": 0.1}
        shop.config(channels=channels, budget={"max_cost": 1})
        shop.send()
    assert shop.states() == {"failed": 4, "sent": 6}
    assert used(shop) == {"2026-03": 6000}


@pytest.mark.slow
def test_two_sends_at_once_never_spend_more_than_the_budget(tmp_path: Path) -> None:
    shop = make(tmp_path, 30.05, people=300)
    shop.campaign("second")
    shop.campaign("third")
    work = [
        subprocess.Popen(
            command(shop, "send", "--campaign", name, "--format", "json", "--now", "2026-03-02T12:00+08:00"),
            stdout=subprocess.PIPE,
        )
        for name in ("spring", "second", "third")
    ]
    done = [json.loads(process.communicate(timeout=120)[0]) for process in work]
    assert sum(each["sent"] for each in done) == 300
    assert shop.states() == {"sent": 300, "skipped": 600}
    assert used(shop) == {"2026-03": 300_000}
    assert shop.sql("SELECT SUM(cost) FROM messages WHERE state = 'sent'") == [(300_000,)]
