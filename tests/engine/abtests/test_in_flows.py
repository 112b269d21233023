"""Tests inside flows: drawn at the step, judged from what is stored, decided for those who come after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl.api import abtests
from mactl.engine import catalogue
from mactl.errors import MactlError
from tests.support.journeys import JourneyShop

PEOPLE = 60
START, DURING, LATER = "2026-03-02T10:00+08:00", "2026-03-02T14:10+08:00", "2026-03-20T10:00+08:00"
STEP = {
    "id": "which", "experiment": "greeting",
    "arms": {"short": [{"id": "hi", "send": {"email": ""}}], "long": [{"id": "hello", "send": {"email": ""}}]},
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(PEOPLE)
    shop.flow(steps=[STEP])
    write(shop)
    shop.activate()
    return shop


def write(shop: JourneyShop, **more: object) -> None:
    test = {"name": "greeting", "variants": ["short", {"name": "long", "weight": 2}], "flow": "welcome",
            "metric": "conversion_rate", "goal": {"event": "order_paid", "within": "7d"}, **more}  # fmt: skip
    (shop.folder / "data" / "ab_tests.json").write_text(json.dumps([test]), "utf-8")


def begin(shop: JourneyShop) -> None:
    workspace = shop.workspace(START)
    abtests.run(workspace, catalogue.read(workspace).test("greeting"))


def come(shop: JourneyShop, numbers: range, at: str = DURING) -> None:
    for number in numbers:
        shop.track("user_signup", customer=f"c{number}", at=at)
    shop.at(at)


def arms(shop: JourneyShop) -> dict[str, tuple[str, str]]:
    rows = shop.sql(
        "SELECT c.customer_id, x.role, x.arm FROM assignments x JOIN customers c ON c.id = x.customer"
        " WHERE x.test = 'greeting'"
    )
    return {name: (role, arm) for name, role, arm in rows}


def test_people_are_drawn_by_the_tests_weights_and_go_their_ways(shop: JourneyShop) -> None:
    write(shop, holdout=0.2, share=0.8)
    begin(shop)
    come(shop, range(1, PEOPLE + 1))
    drawn = arms(shop)
    roles = list(drawn.values())
    assert len(roles) == PEOPLE
    assert 0 < roles.count(("holdout", "")) < 25
    assert roles.count(("test", "long")) > roles.count(("test", "short")) > 0
    sent = shop.sql(
        "SELECT c.customer_id, substr(o.occurrence, 1, instr(o.occurrence, '/') - 1) FROM messages m"
        " JOIN origins o ON o.id = m.origin JOIN customers c ON c.id = m.customer"
    )
    steps = {"short": "hi", "long": "hello"}
    assert sorted(sent) == sorted((name, steps[arm]) for name, (role, arm) in drawn.items() if role == "test")


def test_it_is_judged_from_what_is_stored_and_newcomers_get_the_winner(shop: JourneyShop) -> None:
    write(shop, auto_winner=True)
    begin(shop)
    come(shop, range(1, 51))
    for name, (_role, arm) in arms(shop).items():
        if arm == "long":
            shop.track("order_paid", customer=name, at="2026-03-03T10:00+08:00", amount=10)
    workspace = shop.workspace(LATER)
    found = abtests.analyze(workspace, catalogue.read(workspace).test("greeting"))
    assert (found.question.base, found.winner, sum(one.group.n for one in found.estimates)) == ("assigned", "long", 50)
    assert shop.at(LATER).decided
    come(shop, range(51, PEOPLE + 1), "2026-03-20T11:00+08:00")
    late = [arms(shop)[f"c{number}"] for number in range(51, PEOPLE + 1)]
    assert late == [("rest", "long")] * 10


def test_without_a_start_the_step_draws_evenly_and_a_start_keeps_it(shop: JourneyShop) -> None:
    come(shop, range(1, 41))
    before = arms(shop)
    assert {arm for _role, arm in before.values()} == {"short", "long"}
    begin(shop)
    assert arms(shop) == before


def test_a_flow_without_the_step_is_named(shop: JourneyShop) -> None:
    shop.flow(steps=[{"id": "hello", "send": {"email": ""}}])
    with pytest.raises(MactlError, match="flow welcome has no step for the test greeting"):
        begin(shop)


def test_a_bandit_gives_newcomers_what_did_better_and_keeps_who_was_drawn(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "bandit")
    shop.people(300)
    shop.flow(steps=[STEP])
    write(shop, variants=["short", "long"], method="bandit", holdout=0.1, share=0.9, duration="10d",
          goal={"event": "order_paid", "within": "1d"})  # fmt: skip
    shop.activate()
    begin(shop)
    come(shop, range(1, 101))
    first = arms(shop)
    for name, (_role, arm) in first.items():
        if arm == "long":
            shop.track("order_paid", customer=name, at="2026-03-02T16:00+08:00", amount=10)
    shop.at("2026-03-03T10:00+08:00")  # the tick looks, and weighs anew
    come(shop, range(101, 301), "2026-03-03T12:00+08:00")
    later = arms(shop)
    assert {name: later[name] for name in first} == first
    came = [later[f"c{number}"] for number in range(101, 301)]
    assert came.count(("test", "long")) > 0.85 * (len(came) - came.count(("holdout", "")))
    assert came.count(("test", "short")) > 0
    assert 8 < came.count(("holdout", "")) < 36
    workspace = shop.workspace("2026-03-03T13:00+08:00")
    found = abtests.analyze(workspace, catalogue.read(workspace).test("greeting"))
    assert (found.comparisons[0].p, found.srm > 0.001, found.status) == (None, True, "running")
    assert found.holdout is not None
    shop.at(LATER)
    assert abtests.analyze(shop.workspace(LATER), catalogue.read(workspace).test("greeting")).winner == "long"
