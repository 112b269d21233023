"""``mactl report --flow``: people step by step, their messages, what the flow adds against its holdout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mactl.api import kinds
from mactl.api.wanted import Wanted
from mactl.store.database import Database
from tests.support.journeys import JourneyShop

LATER = "2026-03-20T10:00+08:00"
HELLO: dict[str, Any] = {"id": "hello", "at": "1h", "send": {"email": ""}}
GUIDE: dict[str, Any] = {"id": "guide", "at": "24h", "send": {"email": ""}}


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    """Return a shop in which twenty people went through a flow of two letters, with a holdout."""
    shop = JourneyShop(tmp_path / "shop")
    people = shop.people(20)
    shop.flow("欢迎流程", steps=[HELLO, GUIDE], holdout=0.3)
    shop.activate("欢迎流程")
    for person in people:
        shop.track("user_signup", customer=person, at="2026-03-02T10:00+08:00")
    shop.at("2026-03-02T11:01+08:00")
    shop.at("2026-03-03T10:01+08:00")
    shop.at("2026-03-03T10:02+08:00")
    for person in people[:6]:
        shop.track("order_paid", customer=person, at="2026-03-04T10:00+08:00", amount=100)
    return shop


def found(shop: JourneyShop, **wanted: Any) -> dict[str, Any]:
    report = kinds.report(shop.workspace(LATER), "flow", {"flow": "欢迎流程"}, Wanted(**wanted))
    assert report.document is not None
    return dict(report.document)


def test_steps_in_their_order_with_people_messages_and_lift(shop: JourneyShop) -> None:
    document = found(shop)
    held = shop.sql("SELECT COUNT(*) FROM enrolments WHERE held")[0][0]
    assert 0 < held < 20
    assert (document["entered"], document["state"], document["goal"], document["window"]) == (
        20,
        "active",
        "order_paid",
        "7d",
    )
    assert [step["step"] for step in document["steps"]] == ["hello", "guide"]
    for step in document["steps"]:
        assert step["people"] == 20
        assert step["results"]["sent"] == 20 - held
        assert step["lift"]["held_out"]["people"] == held
    treated, kept = document["lift"]["treated"], document["lift"]["held_out"]
    assert (treated["people"], kept["people"], treated["converted"] + kept["converted"]) == (20 - held, held, 6)
    assert treated["revenue"] + kept["revenue"] == 600
    assert document["outcomes"]["completed"]["journeys"] == 20


def test_orders_before_a_step_do_not_count_for_it(shop: JourneyShop) -> None:
    with Database(shop.folder / "data" / "mactl.db") as database:
        database.sql.execute("UPDATE events SET at = at - 86400000 WHERE type = 'order_paid'")  # 3 March, 10:00
    hello, guide = found(shop)["steps"]
    assert hello["results"]["conversions"] > 0
    assert guide["results"]["conversions"] == 0


def test_a_period_is_of_entries_and_of_messages(shop: JourneyShop) -> None:
    april = 1_775_000_000_000
    assert found(shop, since=april)["entered"] == 0


def test_a_flow_that_never_ran_is_named(shop: JourneyShop) -> None:
    from mactl.errors import MactlError

    with pytest.raises(MactlError, match="no flow named 生日 was activated"):
        kinds.report(shop.workspace(LATER), "flow", {"flow": "生日"}, Wanted())
