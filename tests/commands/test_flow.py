"""``mactl flow list``, ``show`` and ``validate``: what a person reads of a flow."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.commands.conftest import Mactl

CART = """
 {"id": "cart", "name": "购物车召回",
  "trigger": {"event": "cart_updated", "where": {"amount": {">": 0}}, "quiet_for": "30m"}, "key": "$event.cart_id",
  "goal": {"event": "order_paid", "match": "cart_id", "within": "7d"}, "exit": [{"event": "cart_emptied"}],
  "holdout": 0.1,
  "steps": [
   {"id": "remind", "at": "1h", "on_skip": "goto:call", "send": {"push": "", "fallback": ["sms:"]}},
   {"id": "vip", "wait": "2d", "if": {"tag": "vip"}, "then": [
     {"id": "gift", "send": {"email": "coupon", "grant": [{"coupon": "WELCOME20"}]}}]},
   {"id": "call", "at": "72h", "task": {"queue": "telesales", "title": "回访 {{ event.cart_id }}", "due": "1d",
    "outcomes": ["sold", "refused"]}, "arms": {"sold": [{"id": "bye", "exit": "sold <b>"}]}}]}
"""


@pytest.fixture(autouse=True)
def _in(shop: Path) -> None:
    write(shop, f"[{CART}]")


def write(shop: Path, flows: str) -> None:
    (shop / "data" / "flows.json").write_text(flows, "utf-8")


def test_flows_are_listed(mactl: Mactl) -> None:
    found = mactl("flow", "list", "--format", "json").json["flows"]
    assert found == [
        {
            "name": "购物车召回",
            "state": "draft",
            "trigger": "when cart_updated happened and then not again for 30 minutes",
            "steps": 5,
            "goal": "order_paid",
            "flow": "cart",
        }
    ]


def test_a_flow_is_a_tree(mactl: Mactl) -> None:
    shown = mactl("flow", "show", "购物车召回", "--format", "csv").out.splitlines()
    assert [line.split(",")[:3] for line in shown[1:]] == [
        ["remind", "", "1 hour in"],
        ["vip", "", "2 days later"],
        ["└ gift", "then", "at once"],
        ["call", "", "72 hours in"],
        ["└ bye", "sold", "at once"],
    ]
    said = mactl("flow", "show", "--flow", "cart", "--format", "table").out
    assert "Goal: order_paid with the same cart_id, within 7 days." in said
    assert mactl("flow", "show", "cart", "--format", "json").json["steps"][0]["id"] == "remind"


def test_a_flow_tells_which_events_start_it(mactl: Mactl, shop: Path) -> None:
    trigger = {"event": "order_paid", "where": {"amount": {">=": 500}}}
    flow = {"id": "big", "name": "大单", "trigger": trigger, "steps": [{"id": "mark", "do": [{"tag": "+big"}]}]}
    (shop / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    said = mactl("flow", "show", "big", "--format", "table").out
    assert "Starts when order_paid happens." in said
    assert "Counts only: order_paid (amount is at least 500)." in said


def test_a_jump_with_nothing_below_says_so(mactl: Mactl, shop: Path) -> None:
    steps = [{"id": "mark", "do": [{"tag": "+big"}]}, {"id": "back", "goto": "mark"}]
    flow = {"id": "big", "name": "大单", "trigger": {"event": "order_paid"}, "holdout": 10, "steps": steps}
    (shop / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    said = mactl("flow", "validate", "--format", "csv").out
    assert "step 'mark' is not further down" in said
    assert "Nothing is further down: take the jump out" in said


def test_texts_of_tasks_and_calls_and_deadlines_without_length_are_examined(mactl: Mactl, shop: Path) -> None:
    steps = [
        {"id": "wait", "wait_until": {"event": "order_paid", "timeout": "0d"}},
        {"id": "call", "task": {"queue": "calls", "title": "{{ customer.name", "timeout": "0h"}},
        {"id": "tell", "webhook": {"url": "https://example.com", "body": {"who": ["{% if %}"]}}},
    ]
    flow = {"id": "big", "name": "大单", "trigger": {"event": "order_paid"}, "steps": steps}
    (shop / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    said = mactl("flow", "validate", "--format", "csv").out
    assert said.count("this is over at once") == 2
    flow["steps"] = [steps[1] | {"task": {**steps[1]["task"], "timeout": "1d"}}, steps[2]]
    (shop / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    said = mactl("flow", "validate", "--format", "csv").out
    assert "task.title" in said
    assert "webhook.body.who" in said


def test_stories_that_are_not_there_are_named(mactl: Mactl) -> None:
    said = mactl("flow", "test", "stories/none.json")
    assert said.code != 0
    assert "There is no file stories/none.json" in said.err


def test_a_flow_is_a_mermaid_graph(mactl: Mactl) -> None:
    drawn = mactl("flow", "show", "cart", "--format", "mermaid").out
    assert drawn.startswith("flowchart TD\n")
    for way in ('s1 -.->|"skipped"| s4', 's2 -->|"then"| s3', 's4 -->|"sold"| s5', 's4 -->|"refused"| finish'):
        assert f"  {way}\n" in drawn
    assert "s5 -->" not in drawn


def test_a_flow_is_a_drawing(mactl: Mactl, shop: Path) -> None:
    assert mactl("flow", "show", "cart", "--out", "cart.svg").code == 0
    drawn = ET.fromstring((shop / "cart.svg").read_text("utf-8"))
    texts = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"remind", "vip", "gift", "call", "then", "leave: sold <b>", "end"} <= set(texts)
    assert mactl("segment", "list", "--format", "svg").code == 2


def test_a_good_flow_has_no_fault(mactl: Mactl) -> None:
    found = mactl("flow", "validate")
    assert (found.code, found.out) == (0, "No fault.\n")


def test_what_a_flow_names_must_be_somewhere(mactl: Mactl, shop: Path) -> None:
    steps = [
        {"id": "a", "send": {"sms": "nowhere", "grant": [{"coupon": "NONE"}]}},
        {"id": "b", "if": {"segment": "nobody_knows"}, "then": [{"id": "g", "exit": "x"}]},
        {"id": "c", "experiment": "no_test", "arms": {"A": [], "B": []}},
        {"id": "d", "start": "no_flow"},
        {"id": "e", "action": "no_action"},
        {"id": "f", "do": [{"segment_add": "vip_users"}]},
    ]
    flow = {"id": "x", "name": "x", "trigger": {"festival": "没有的节日"}, "steps": steps}
    write(shop, json.dumps([flow]))
    found = mactl("flow", "validate", "--format", "json")
    assert found.code == 1
    assert [each["path"][1:] for each in found.json["faults"]] == [
        ["trigger"],
        ["steps", 0, "send"],
        ["steps", 0, "send", "grant", 0],
        ["steps", 1, "if"],
        ["steps", 2, "experiment"],
        ["steps", 3, "start"],
        ["steps", 4, "action"],
        ["steps", 5, "do", 0, "segment_add"],
    ]


def test_every_fault_is_told_at_once_with_its_line(mactl: Mactl, shop: Path) -> None:
    write(
        shop,
        """[{"id": "bad", "name": "坏", "trigger": {"evnt": "x"}, "key": "cart", "quiet": "25:00-08:00", "steps": [
        {"id": "a", "at": "1x", "wait": "1d", "send": {"email": "", "sms": ""}},
        {"id": "a", "if": {"tg": 1}, "then": [
          {"id": "b", "goto": "a"}]},
        {"id": "w", "wait_until": {"event": "x"}},
        {"id": "n", "window": {"start": "08:00", "stop": "08:00"}, "exit": "x"}]}]""",
    )
    found = mactl("flow", "validate", "--format", "json").json["faults"]
    places = {(each["line"], ".".join(map(str, each["path"][1:]))) for each in found}
    assert places == {
        (1, "trigger"),
        (1, "key"),
        (1, "quiet"),
        (2, "steps.0.at"),
        (2, "steps.0.wait"),
        (2, "steps.0.send"),
        (3, "steps.1.id"),
        (3, "steps.1.if"),
        (4, "steps.1.then.0.goto"),
        (5, "steps.2.wait_until"),
        (6, "steps.3.window"),
    }
    assert all(each["hint"] for each in found)


def test_flows_that_start_each_other_for_ever_are_a_fault(mactl: Mactl, shop: Path) -> None:
    flows = [
        {"id": one, "name": one, "trigger": {"manual": True}, "steps": [{"id": "s", "start": other}]}
        for one, other in (("a", "b"), ("b", "a"))
    ]
    write(shop, json.dumps(flows))
    assert len(mactl("flow", "validate", "--format", "json").json["faults"]) == 2
    for flow in flows:
        flow["reentry"] = {"mode": "always", "max": 3}
    write(shop, json.dumps(flows))
    assert mactl("flow", "validate").code == 0


def test_a_copy_is_a_draft_of_its_own(mactl: Mactl, shop: Path) -> None:
    done = mactl("flow", "copy", "--flow", "cart", "--to", "购物车二期")
    assert done.code == 0
    assert "购物车二期 is a copy of 购物车召回, a draft." in done.out
    text = (shop / "data" / "flows.json").read_text("utf-8")
    first, made = json.loads(text)
    assert text.startswith(f"[{CART}".rstrip())  # the other one stays as its author wrote it
    assert {**made, "id": "cart", "name": "购物车召回"} == first
    assert "id" not in made
    assert '\n     {"id": "remind", ' in text  # a line for each step
    listed = mactl("flow", "list", "--format", "json").json["flows"]
    assert [(one["flow"], one["state"]) for one in listed] == [("cart", "draft"), ("购物车二期", "draft")]


def test_a_copy_has_a_name_of_its_own(mactl: Mactl, shop: Path) -> None:
    before = (shop / "data" / "flows.json").read_bytes()
    for name in ("cart", "购物车召回"):
        done = mactl("flow", "copy", "cart", "--to", name)
        assert done.code == 1
        assert f"there is a flow {name} already" in done.err
    assert (shop / "data" / "flows.json").read_bytes() == before
    assert mactl("flow", "copy", "cart", "--to", "Cart!", "--format", "json").json["flow"] == "cart_2"
    assert mactl("flow", "copy", "cart", "--to", "cart?", "--format", "json").json["flow"] == "cart_3"
    assert len(json.loads((shop / "data" / "flows.json").read_text("utf-8"))) == 3


def test_runs_of_a_flow_that_is_not_there_names_the_nearest(mactl: Mactl) -> None:
    wrong = mactl("flow", "runs", "--flow", "购物车")
    assert (wrong.code, wrong.out) == (1, "")
    assert "No flow named 购物车" in wrong.err
    assert "购物车召回" in wrong.err
    idle = mactl("flow", "runs", "--flow", "cart")
    assert (idle.code, "never activated" in idle.out) == (0, True)
    assert mactl("flow", "runs", "--flow", "cart", "--format", "json").json == {"flows": [], "runs": []}


def test_a_paused_flow_is_not_called_active_by_its_activation(mactl: Mactl, shop: Path) -> None:
    flow = (
        '{"id": "welcome", "name": "欢迎", "trigger": {"event": "user_signup"}, "steps": [{"id": "bye", "exit": "x"}]}'
    )
    write(shop, f"[{flow}]")
    assert mactl("flow", "activate", "欢迎").out.splitlines()[0] == "欢迎 is active: people enter version 1."
    assert mactl("flow", "pause", "欢迎").code == 0
    told = mactl("flow", "activate", "欢迎")
    assert told.out.splitlines()[0] == (
        "欢迎 stays paused; people enter version 1 once mactl flow resume lets it go on."
    )
    assert mactl("flow", "activate", "欢迎", "--format", "json").json["state"] == "paused"
    assert mactl("flow", "list", "--format", "json").json["flows"][0]["state"] == "paused"
    assert mactl("flow", "resume", "欢迎", "--late", "send").code == 0
    assert mactl("flow", "activate", "欢迎", "--format", "json").json["state"] == "active"
