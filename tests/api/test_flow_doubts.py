"""Names in a flow that nothing bears are told of with the nearest; those that are known are left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mactl.api import flow_doubts, references
from mactl.core.decode.faults import spell
from mactl.engine import catalogue
from tests.support.journeys import JourneyShop

NOW = "2026-03-02T10:00+08:00"
MARK = {"id": "mark", "do": [{"tag": "+regular"}]}


@pytest.fixture
def store(tmp_path: Path) -> JourneyShop:
    """Return a shop with people, tags, attributes and events of its own."""
    shop = JourneyShop(tmp_path / "store", events={"pay": "order_paid"})
    shop.people(3, attributes='{"contract_end": "2026-09-01"}')
    with shop.database() as database, database.transaction() as sql:
        sql.execute("INSERT INTO tags (customer, tag, at) VALUES (1, 'vip', 0)")
        sql.execute(
            "INSERT INTO consents (customer, channel, topic, status, at) VALUES (1, 'email', 'promo', 'granted', 0)"
        )
    shop.flow(steps=[MARK, {"id": "ring", "task": {"queue": "telesales", "title": "x"}}], topic="promo")
    shop.activate()
    shop.track("cart_updated", "c1", at="2026-03-01T14:10+08:00", cart_id="A1", amount=5)
    shop.track("lesson_booked", "c1", at="2026-03-01T15:10+08:00", course="piano")
    return shop


def told(shop: JourneyShop, *steps: dict[str, Any], **fields: Any) -> list[tuple[str, str, str]]:
    """Return what is said of a second flow: where, what, what was meant."""
    shop.flow("second", steps=list(steps) or [MARK], **fields)
    workspace = shop.workspace(NOW)
    known = catalogue.read(workspace)
    assert not known.faults, known.faults
    found = flow_doubts.faults(workspace, known, [known.flow("second")])
    assert all(each.file == "data/flows.json" and each.line == 1 for each in found)
    return [(spell(each.path[1:]), each.message, each.hint) for each in found]


@pytest.mark.parametrize(
    ("step", "path", "words", "guess"),
    [
        (
            {"id": "w", "wait_until": {"event": "order_payed", "timeout": "3d"}},
            "wait_until.event",
            "event",
            "order_paid",
        ),
        (
            {"id": "w", "wait_until": {"event": "lesson_boked", "timeout": "3d"}},
            "wait_until.event",
            "event",
            "lesson_b",
        ),
        ({"id": "w", "wait_until": {"date": "profile.birhday"}}, "wait_until.date", "field birhday", "birthday"),
        ({"id": "w", "wait_until": {"date": "profile.contract_ends"}}, "wait_until.date", "field", "contract_end?"),
        ({"id": "i", "if": {"tag": "vipp"}, "then": [MARK]}, "if", "tag vipp", "vip"),
        ({"id": "i", "if": {"profile.ctiy": "上海"}, "then": [MARK]}, "if", "field ctiy", "city"),
        ({"id": "i", "if": {"consent": "email", "topic": "promos"}, "then": [MARK]}, "if", "topic promos", "promo"),
        (
            {"id": "i", "if": {"message": "sent", "flow": "welcom"}, "then": [MARK]},
            "if",
            "flow named welcom",
            "welcome",
        ),
        (
            {"id": "i", "if": {"event": "cart_updated", "where": {"amuont": 5}}, "then": [MARK]},
            "if",
            "property amuont",
            "amount",
        ),
        ({"id": "d", "do": [{"tag": "-regullar"}]}, "do[0].tag", "tag regullar", "regular"),
        ({"id": "t", "task": {"queue": "telesale", "title": "x"}}, "task.queue", "queue telesale", "telesales"),
    ],
)
def test_a_name_is_told_with_the_nearest(
    store: JourneyShop, step: dict[str, Any], path: str, words: str, guess: str
) -> None:
    found = told(store, step)
    assert [(where, words in what, guess in hint) for where, what, hint in found] == [
        (f"steps[0].{path}", True, True)
    ], found


def test_a_step_of_another_flow_and_a_property_are_looked_up(store: JourneyShop) -> None:
    asked = {"id": "i", "if": {"message": "sent", "flow": "welcome", "step": "rin"}, "then": [MARK]}
    assert told(store, asked) == [("steps[0].if", "the flow welcome has no step rin", "Did you mean ring?")]
    found = told(store, trigger={"event": "cart_updated"}, key="$event.cart_idd")
    assert found == [("key", "No event cart_updated of late had the property cart_idd.", "Did you mean cart_id?")]


def test_the_trigger_goal_and_topic_are_looked_up(store: JourneyShop) -> None:
    goal, leave = {"event": "order_pid"}, [{"event": "cart_emptyed"}]
    found = told(store, trigger={"event": "user_sigup"}, goal=goal, exit=leave, topic="promoo")
    assert [where for where, _what, _hint in found] == ["trigger.event", "goal.event", "exit[0].event", "topic"]
    assert [hint for _where, _what, hint in found] == [
        "Did you mean user_signup?",
        "Did you mean order_paid or order_placed?",
        "Did you mean cart_emptied or cart_updated?",
        "Did you mean promo?",
    ]


def test_a_name_like_no_other_is_told_where_there_are_data(store: JourneyShop) -> None:
    found = told(store, trigger={"event": "museum_visited"})
    assert [(what, "If it is new" in hint) for _where, what, hint in found] == [
        ("No event museum_visited was ever recorded.", True)
    ]


def test_a_name_that_config_translates_is_told_in_its_standard_form(store: JourneyShop) -> None:
    assert told(store, trigger={"event": "pay"}) == [
        ("trigger.event", "pay is recorded as order_paid, as config.json says", "Write order_paid.")
    ]


def test_names_that_are_known_are_left_alone(store: JourneyShop) -> None:
    wait = {"id": "w", "wait_until": {"date": "profile.attributes.contract_end"}}
    ask = {"id": "i", "if": {"all": [{"tag": "regular"}, {"event": "login"}, {"profile.city": "上海"}]}, "then": [MARK]}
    assert told(store, wait, ask, trigger={"event": "lesson_booked"}, key="$event.course", topic="brand_new") == []


def test_without_data_only_what_is_nearly_a_name_is_told(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "store")
    shop.flow(steps=[MARK])
    assert told(shop, trigger={"event": "museum_visited"}) == []
    assert [hint for _w, _m, hint in told(shop, trigger={"event": "order_payed"})] == [
        "Did you mean order_placed or order_paid?"
    ]


def test_a_flow_that_no_step_starts_is_told(store: JourneyShop) -> None:
    assert told(store, trigger={"flow": "welcome"})[0][:2] == ("trigger.flow", "no step of welcome starts this flow")
    store.flow(steps=[{"id": "on", "start": "second"}])
    assert told(store, trigger={"flow": "welcome"}) == []


def test_scores_may_be_asked_in_a_flow(store: JourneyShop) -> None:
    scores = '[{"id": "warm", "name": "Warm", "points": [{"name": "vip", "when": {"tag": "vip"}, "points": 5}]}]'
    (store.folder / "data" / "scores.json").write_text(scores, "utf-8")
    store.flow("second", steps=[{"id": "i", "if": {"score": {">=": 5}, "of": "warm"}, "then": [MARK]}])
    workspace = store.workspace(NOW)
    known = catalogue.read(workspace)
    assert references.faults(workspace, known, known.flow("second")) == ()
