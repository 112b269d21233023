"""Simulation agrees with what really happened, leaves the workspace alone, and begins with the past as it was."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mactl.clock import DAY, HOUR, MINUTE
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, simulating
from mactl.engine.assuming import Rates, reactions
from mactl.engine.simulating import Simulated, Stretch
from mactl.errors import MactlError
from mactl.store.simulated import Out
from tests.support.journeys import JourneyShop

SHANGHAI = zone("Asia/Shanghai")
START, STOP = "2026-03-01T00:00", "2026-04-15T00:00"
HELLO: dict[str, Any] = {"id": "hello", "send": {"email": ""}}
STEPS: list[dict[str, Any]] = [
    HELLO,
    {"id": "ask", "at": "3d", "if": {"tag": "vip"}, "then": [{"id": "thank", "send": {"sms": ""}}],
     "else": [{"id": "again", "wait": "12h", "send": {"push": "", "fallback": ["sms:"]}}]},
    {"id": "last", "at": "10d", "send": {"email": ""}},
]  # fmt: skip
CART: dict[str, Any] = {
    "trigger": {"event": "cart_updated", "quiet_for": "30m"}, "key": "$event.cart_id",
    "goal": {"event": "order_paid", "match": "cart_id", "within": "7d"}, "quiet": "21:00-08:00", "holdout": 0.2,
    "steps": [{"id": "remind", "at": "1h", "send": {"push": ""}}, {"id": "offer", "at": "24h", "send": {"email": ""}}],
}  # fmt: skip


def at(text: str) -> int:
    return parse_instant(text, SHANGHAI)


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop", caps=[{"scope": "all", "n": 2, "per": "day"}])
    shop.people(3)
    shop.people(2, time_zone="America/New_York")
    shop.people(1, consents=())
    shop.flow("welcome", steps=STEPS)
    shop.flow("cart", **CART)
    return shop


def simulated(shop: JourneyShop, names: tuple[str, ...], **stretch: Any) -> Simulated:
    workspace = shop.workspace(STOP)
    authored = catalogue.read(workspace)
    with workspace.open() as database:
        chosen = [authored.flow(name) for name in names]
        wanted = Stretch(start=at(START), stop=at(STOP), **stretch)
        return simulating.simulate(workspace, database, authored, chosen, wanted)


def lived(shop: JourneyShop) -> list[int]:
    """Let six weeks of production go by, ticked every seven hours and some minutes; return the ticks."""
    dice, instants = Random(7), []
    happenings = sorted(
        (at(START) + dice.randrange(40 * 86_400_000), dice.choice(["user_signup", "cart_updated", "order_paid"]),
         f"c{dice.randrange(1, 7)}", f"k{dice.randrange(3)}")
        for _ in range(60)
    )  # fmt: skip
    for name in ("welcome", "cart"):
        shop.activate(name, now=START)
    now, last = at(START), at(STOP) - 1
    while now <= last:
        now += dice.randrange(5 * 3_600_000, 9 * 3_600_000)
        while happenings and happenings[0][0] <= now:
            when, kind, who, cart = happenings.pop(0)
            if kind == "order_paid" and dice.random() < 0.5:
                with shop.database() as database, database.transaction() as sql:
                    number = int(who[1:])
                    sql.execute("INSERT OR IGNORE INTO tags VALUES (?, 'vip', ?, 'shop')", (number, when))
                    sql.execute(
                        "INSERT INTO changes (customer, kind, name, new, at, source)"
                        " VALUES (?, 'tag', 'vip', '\"shop\"', ?, 'shop')",
                        (number, when),
                    )
            shop.stored(kind, who, when, cart)
        if now <= last:
            shop.tick(now)
            instants.append(now)
    return instants


def test_a_simulation_agrees_with_what_happened_message_for_message(shop: JourneyShop) -> None:
    instants = lived(shop)
    rows = shop.sql(
        "SELECT c.customer_id, o.name, substr(o.occurrence, 1, instr(o.occurrence, '/') - 1), m.visit, m.first_due,"
        " m.channel, m.state || COALESCE(':' || m.reason, '') FROM messages m JOIN origins o ON o.id = m.origin"
        " JOIN customers c ON c.id = m.customer WHERE m.enrolment > 0"
        " ORDER BY m.first_due, c.customer_id, o.name, m.visit, m.channel"
    )
    assert len(rows) > 40
    before = shop.dump()
    found = simulated(shop, ("welcome", "cart"), instants=instants)
    assert found.faults == ()
    assert found.figures.messages == rows
    assert shop.dump() == before


def test_a_flow_that_was_never_active_is_simulated_over_the_history_that_is_there(shop: JourneyShop) -> None:
    for day in ("05", "20"):
        shop.stored("user_signup", "c1", at(f"2026-03-{day}T10:00"), "")
    shop.stored("user_signup", "c2", at("2026-02-20T10:00"), "")  # before the stretch
    found = simulated(shop, ("welcome",))
    assert found.figures.entered == [("welcome", 2, 0)]
    assert {(each.step, each.what): each.messages for each in found.figures.steps}["hello", "sent"] == 2


def test_half_of_the_customers(shop: JourneyShop) -> None:
    for number in range(1, 7):
        shop.stored("user_signup", f"c{number}", at("2026-03-05T10:00"), "")
    ((_flow, people, _held),) = simulated(shop, ("welcome",), share=0.5).figures.entered
    assert 0 < people < 6


def test_so_many_customers_or_those_of_a_segment(shop: JourneyShop) -> None:
    (shop.folder / "data" / "segments.json").write_text(
        json.dumps([{"id": "abroad", "name": "海外", "where": {"profile.time_zone": "America/New_York"}}]), "utf-8"
    )
    for number in range(1, 7):
        shop.stored("user_signup", f"c{number}", at("2026-03-05T10:00"), "")
    assert simulated(shop, ("welcome",), people=4).figures.entered == [("welcome", 4, 0)]
    four, two = (simulated(shop, ("welcome",), people=n).figures.messages for n in (4, 2))
    assert {row[0] for row in two} < {row[0] for row in four}
    abroad = simulated(shop, ("welcome",), segment="海外").figures
    assert {row[0] for row in abroad.messages} == {"c4", "c5"}
    with pytest.raises(MactlError, match="No segment named nobody"):
        simulated(shop, ("welcome",), segment="nobody")


def engaged(shop: JourneyShop, **assumed: float) -> dict[tuple[str, str], int]:
    found = simulated(shop, ("engaged",), assumed=Rates(**assumed))
    assert found.faults == ()
    return {(each.step, each.what): each.messages for each in found.figures.steps}


def test_opens_and_clicks_are_assumed_where_a_flow_waits_for_them(shop: JourneyShop) -> None:
    people = shop.people(200)
    wait = {"event": "message_opened", "timeout": "2d"}
    shop.flow(
        "engaged",
        steps=[
            HELLO,
            {"id": "opened", "wait_until": wait, "then": [{"id": "yes", "send": {"push": ""}}]},
            {"id": "clicked", "at": "3d", "if": {"message": "clicked", "flow": "engaged", "within": "3d"},
             "then": [{"id": "deal", "send": {"sms": ""}}]},
        ],
    )  # fmt: skip
    for person in people:
        shop.stored("user_signup", person, at("2026-03-05T10:00"), "")
    assert engaged(shop) == {("hello", "sent"): 200}
    found = engaged(shop, opens=0.4, clicks=0.1)
    assert 55 < found["yes", "sent"] < 105
    assert 8 < found["deal", "sent"] < 50  # of the letter and of the push
    assert found["hello", "sent"] == 200  # who opened it was sent it
    assert engaged(shop, opens=0.4, clicks=0.1) == found
    assert engaged(shop, opens=1.0)["yes", "sent"] == 200


def test_assumed_reactions_come_within_a_day_and_sms_are_clicked_only() -> None:
    letters = [Out(n, f"c{n}", "f", "s", 1, "email", 0) for n in range(500)]
    found = [list(reactions(each, Rates(0.5, 0.2))) for each in letters]
    delays = sorted(each[0][0] for each in found if each)
    assert 5 * MINUTE <= delays[0] <= delays[len(delays) // 2] < 3 * HOUR < delays[-1] <= DAY
    assert {tuple(kind for _at, kind in each) for each in found} == {
        (), ("message_opened",), ("message_opened", "message_clicked")
    }  # fmt: skip
    texts = [list(reactions(each._replace(channel="sms"), Rates(0.5, 0.2))) for each in letters]
    assert {kind for each in texts for _at, kind in each} == {"message_clicked"}


def test_ctrl_c_leaves_everything_as_it_was(shop: JourneyShop) -> None:
    shop.stored("user_signup", "c1", at("2026-03-05T10:00"), "")
    before, workspace = shop.dump(), shop.workspace(STOP)
    authored, stretch = catalogue.read(workspace), Stretch(start=at(START), stop=at(STOP))

    def interrupt(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with workspace.open() as database, pytest.raises(KeyboardInterrupt):
        simulating.simulate(workspace, database, authored, [authored.flow("welcome")], stretch, interrupt)
    assert shop.dump() == before


def test_a_stretch_has_a_length(shop: JourneyShop) -> None:
    workspace = shop.workspace(STOP)
    authored = catalogue.read(workspace)
    with workspace.open() as database, pytest.raises(MactlError, match="before its start"):
        simulating.simulate(workspace, database, authored, [], Stretch(start=5, stop=5))


def test_segments_are_lived_through_anew_although_production_has_come_further(shop: JourneyShop) -> None:
    where = {"event": "order_paid", "within": "7d", "count": {">=": 1}}
    (shop.folder / "data" / "segments.json").write_text(
        json.dumps([{"id": "buyers", "name": "Buyers", "where": where}])
    )
    shop.flow("thanks", trigger={"segment": "buyers", "on": "enter"}, reentry="always", steps=[HELLO])
    shop.activate("thanks", now=START)
    instants = [at(START) + day * 86_400_000 for day in range(1, 40)]
    paid = {at(f"2026-03-{day:02}T10:00"): f"c{day % 3 + 1}" for day in (2, 5, 9, 14, 20, 27)}
    for instant in instants:
        for when in [each for each in paid if instant - 86_400_000 < each <= instant]:
            shop.stored("order_paid", paid[when], when, "k")
        shop.tick(instant)
    happened = shop.sql("SELECT c.customer_id, m.first_due FROM messages m JOIN customers c ON c.id = m.customer")
    assert len(happened) == 4  # who pays again within a week is inside already
    found = simulated(shop, ("thanks",), instants=instants).figures.messages
    assert sorted((who, due) for who, _flow, _step, _visit, due, *_rest in found) == sorted(happened)
