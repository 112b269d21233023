"""Coupons and points that messages grant: with the claim, once, returned when the message fails (M8)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mactl.api import previews
from tests.support.journeys import JourneyShop

COUPONS = [
    {"id": "off", "name": "立减20元", "value": 20, "prefix": "A-", "valid": "48h"},
    {"id": "pool", "name": "外卖券", "value": 10, "codes": "pool"},
]
LETTER = (
    "{% extends 'email.html' %}{% block subject %}券{% endblock %}"
    "{% block body %}{{ coupon.code }} {{ coupon.name }}{% endblock %}"
)


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    (shop.folder / "data" / "coupons.json").write_text(json.dumps(COUPONS), "utf-8")
    shop.template("email/gift.html", LETTER)
    shop.people(3)
    return shop


def campaign(shop: JourneyShop, coupon: str = "off", **fields: Any) -> str:
    return shop.campaign(content={"email": {"template": "gift"}}, grant=[{"coupon": coupon}], **fields)


def granted(shop: JourneyShop) -> list[tuple[Any, ...]]:
    return shop.sql("SELECT customer, state FROM grants ORDER BY customer")


def test_each_letter_carries_its_own_code(shop: JourneyShop) -> None:
    shop.send(campaign(shop))
    codes = [row[0] for row in shop.sql("SELECT code FROM grants ORDER BY customer")]
    assert len(set(codes)) == 3
    letters = b"".join(shop.maildir()).decode("utf-8", "replace")
    assert all(code in letters for code in codes)
    assert granted(shop) == [(1, "granted"), (2, "granted"), (3, "granted")]
    assert shop.sql("SELECT type, COUNT(*) FROM events GROUP BY 1") == [("coupon_received", 3)]
    shop.send(campaign(shop))  # reaches nobody twice, and grants nothing twice
    assert len(granted(shop)) == 3


def test_a_letter_prints_the_points_that_its_customer_has_then(shop: JourneyShop) -> None:
    letter = LETTER.replace("{{ coupon.code }} {{ coupon.name }}", "{{ customer.points }} points")
    shop.template("email/points.html", letter)
    for customer, rest in ((1, 70), (2, 9)):
        shop.sql(
            "INSERT INTO points (customer, points, rest, at, source) VALUES (?, 100, ?, 0, 'till')", customer, rest
        )
    shop.sql("UPDATE points SET expires_at = 5 WHERE customer = 2")  # long gone
    shop.sql("UPDATE customers SET attributes = '{\"points\": 12}' WHERE id = 3")  # known from elsewhere
    shop.campaign(content={"email": {"template": "points"}}, grant=[{"points": 30}], audience={"profile.name": "N1"})
    (sample,) = shop.rehearse().samples["email"]
    assert "100 points" in str(sample.content.text)  # what it grants itself counts
    assert shop.sql("SELECT COUNT(*) FROM points") == [(2,)]
    shop.send()
    assert b"100 points" in shop.maildir()[0]
    workspace = shop.workspace()
    for customer, words in (("c1", "100 points"), ("c2", " 0 points"), ("c3", "12 points")):
        (seen,) = previews.preview(workspace, "points", customer=customer)
        assert words in f" {seen.content.text.strip()}", customer


def test_whom_the_pool_has_no_code_for_is_skipped_by_name(shop: JourneyShop) -> None:
    shop.sql("INSERT INTO coupon_codes (coupon, code) VALUES ('pool', 'P-1'), ('pool', 'P-2')")
    shop.send(campaign(shop, "pool"))
    assert shop.states("state || COALESCE(':' || reason, '')") == {"sent": 2, "skipped:no_coupon": 1}


def test_whom_a_gate_refuses_is_granted_nothing(shop: JourneyShop) -> None:
    shop.sql("DELETE FROM consents WHERE customer = 1")
    shop.send(campaign(shop))
    assert granted(shop) == [(2, "granted"), (3, "granted")]


def test_a_letter_that_cannot_be_made_gives_its_coupon_back(shop: JourneyShop) -> None:
    shop.template("email/gift.html", LETTER.replace("{{ coupon.name }}", "{{ 1 // (customer.name | length - 2) }}"))
    shop.sql("INSERT INTO coupon_codes (coupon, code) VALUES ('pool', 'P-1')")
    shop.flow(steps=[{"id": "gift", "send": {"email": "gift", "grant": [{"coupon": "pool"}]}}])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T14:10+08:00")
    shop.at("2026-03-02T14:11+08:00")
    assert shop.states("state || COALESCE(':' || reason, '')") == {"failed:content": 1}
    assert shop.sql("SELECT COUNT(*) FROM grants WHERE state = 'granted'") == [(0,)]
    assert shop.sql("SELECT held_by FROM coupon_codes") == [(None,)]


def test_a_bounce_gives_the_coupon_back(shop: JourneyShop) -> None:
    shop.send(campaign(shop))
    shop.track("message_bounced", "c1", at="2026-03-02T13:00+08:00", campaign="spring", hard=True)
    assert shop.standing()["c1"].startswith("bounced")
    assert granted(shop)[0] == (1, "returned")


def test_the_limit_of_coupon_value_is_kept(shop: JourneyShop) -> None:
    shop.send(campaign(shop, budget={"max_coupon_value": 40}))
    assert shop.states("state || COALESCE(':' || reason, '')") == {"sent": 2, "skipped:budget": 1}


def test_a_rehearsal_grants_nothing(shop: JourneyShop) -> None:
    shop.rehearse(campaign(shop))
    assert granted(shop) == []


def test_a_flow_grants_with_its_message_and_a_held_person_gets_none(shop: JourneyShop) -> None:
    step = {"id": "gift", "send": {"email": "gift", "grant": [{"coupon": "off"}, {"points": 30}]}}
    shop.flow(steps=[step])
    shop.activate()
    shop.track("user_signup", at="2026-03-02T14:10+08:00")
    shop.at("2026-03-02T14:11+08:00")
    assert [state for _who, state in granted(shop)] == ["granted", "granted"]
    assert shop.sql("SELECT customer, rest FROM points") == [(1, 30)]
    assert shop.said()[1] == "03-02T14:10 sent gift"


def test_a_template_that_prints_a_coupon_nobody_grants_stops_before_anything_is_sent(shop: JourneyShop) -> None:
    from mactl.errors import MactlError

    with pytest.raises(MactlError, match="grants none"):
        shop.send(shop.campaign(content={"email": {"template": "gift"}}))
    assert shop.states()["sent"] == 0
