"""What flows do beyond messages: tasks for people, points and coupons, calls of web addresses (M8, M9, F10)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mactl.core.segments.parse import parse
from mactl.engine import catalogue, tasks
from mactl.errors import MactlError
from mactl.store import selections
from tests.support.journeys import JourneyShop
from tests.support.web_server import web_server

CALL: dict[str, Any] = {
    "id": "call",
    "task": {"queue": "telesales", "title": "回访 {{ customer.name }} 的购物车 {{ event.cart_id }}", "due": "1d",
             "outcomes": ["sold", "refused"]},
    "arms": {"sold": [{"id": "thank", "do": [{"tag": "+成交"}]}]},
    "else": [{"id": "missed", "do": [{"tag": "+未联系"}]}],
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(1)
    return shop


def tags(shop: JourneyShop) -> list[str]:
    return [row[0] for row in shop.sql("SELECT tag FROM tags ORDER BY tag")]


def begin(shop: JourneyShop, *steps: dict[str, Any], **fields: Any) -> None:
    shop.flow(steps=list(steps), **fields)
    shop.activate()
    shop.track("user_signup", at="2026-03-02T14:10+08:00", cart_id="C-7")


def test_a_task_is_asked_done_and_followed(shop: JourneyShop) -> None:
    begin(shop, CALL)
    assert shop.sql("SELECT title, queue, state FROM tasks") == [("回访 N1 的购物车 C-7", "telesales", "open")]
    workspace = shop.workspace("2026-03-02T16:00+08:00")
    with workspace.open() as database:
        with pytest.raises(MactlError, match="no outcome won"):
            tasks.complete(workspace, database, 1, "won")
        tasks.complete(workspace, database, 1, "sold", "两件")
        with pytest.raises(MactlError, match="has completed task 1: sold"):
            tasks.complete(workspace, database, 1, "refused")
    shop.at("2026-03-02T16:05+08:00")
    assert shop.said()[1:] == [
        "03-02T16:00 done call sold",
        "03-02T16:00 done thank",
        "03-02T16:00 exit thank completed",
    ]
    assert tags(shop) == ["成交"]


def test_what_is_not_done_in_time_is_closed_and_the_journey_goes_on(shop: JourneyShop) -> None:
    begin(shop, CALL)
    late = shop.workspace("2026-03-03T14:30+08:00")  # before the tick that comes to it
    with late.open() as database, pytest.raises(MactlError, match="not done in time"):
        tasks.complete(late, database, 1, "sold")
    shop.at("2026-03-03T15:00+08:00")
    assert shop.sql("SELECT state, outcome FROM tasks") == [("closed", "late")]
    assert tags(shop) == ["未联系"]
    assert shop.wakers() == []


def test_a_goal_closes_the_task(shop: JourneyShop) -> None:
    begin(shop, CALL, goal={"event": "order_paid"})
    shop.track("order_paid", at="2026-03-02T15:00+08:00")
    assert shop.sql("SELECT state, outcome FROM tasks") == [("closed", "goal")]


def test_two_people_do_not_do_the_same_task(shop: JourneyShop) -> None:
    begin(shop, CALL)
    mine = shop.workspace("2026-03-02T15:00+08:00")
    with mine.open() as database:
        tasks.take(mine, database, 1, "小李")
        with pytest.raises(MactlError, match="小李 took task 1"):
            tasks.take(mine, database, 1)
        tasks.take(mine, database, 1, "mei")  # handed over


def test_a_title_that_cannot_be_filled_in_still_asks(shop: JourneyShop) -> None:
    broken = {**CALL, "task": {**CALL["task"], "title": "{{ event.nothing }}"}}
    begin(shop, broken)
    assert shop.sql("SELECT title FROM tasks") == [("{{ event.nothing }}",)]
    assert any("text" in line and "nothing" in line for line in shop.said())


def test_points_and_coupons_are_given_once(shop: JourneyShop) -> None:
    coupons = [{"id": "WEL", "name": "新人券", "value": 20, "prefix": "W-"}]
    (shop.folder / "data" / "coupons.json").write_text(json.dumps(coupons), "utf-8")
    begin(
        shop, {"id": "gift", "do": [{"points": 50, "valid": "30d"}, {"coupon": "WEL", "valid": "48h"}, {"points": -20}]}
    )
    shop.at("2026-03-02T14:20+08:00")
    assert shop.sql("SELECT points, rest FROM points ORDER BY id") == [(50, 30), (-20, 0)]
    ((code, state, source),) = shop.sql("SELECT code, state, source FROM grants")
    assert (code[:2], state, source) == ("W-", "granted", "flow/welcome")
    assert shop.ends() == ["completed"]


def test_a_score_that_a_step_gives_is_in_the_score(shop: JourneyShop) -> None:
    rule = [{"event": "order_paid", "points": 40}]
    scores = [{"id": "lead", "name": "线索分", "points": rule}, {"id": "warmth", "name": "热度", "points": rule}]
    (shop.folder / "data" / "scores.json").write_text(json.dumps(scores, ensure_ascii=False), "utf-8")
    begin(
        shop,
        {"id": "warm", "do": [{"score": 5}, {"score": 2.5, "of": "热度"}]},
        {"id": "hot", "if": {"score": {">=": 5}, "of": "lead"}, "then": [{"id": "mark", "do": [{"tag": "+热"}]}]},
    )
    shop.at("2026-03-02T14:20+08:00")
    given = "SELECT json_extract(properties, '$.score'), json_extract(properties, '$.points') FROM events"
    assert shop.sql(f"{given} WHERE type = 'score_given' ORDER BY id") == [("lead", 5), ("热度", 2.5)]
    workspace = shop.workspace("2026-03-02T14:30+08:00")
    authored = catalogue.read(workspace)
    with workspace.open() as database:
        context = authored.context(database, workspace.clock.now(), workspace.zone)
        for condition in ({"score": {"=": 5}}, {"score": {"=": 2.5}, "of": "warmth"}):
            assert selections.count(database, parse(condition), context) == 1, condition
    assert tags(shop) == ["热"]


def test_a_score_where_there_is_none_stops_the_flow_by_name_and_nothing_else(shop: JourneyShop) -> None:
    begin(shop, {"id": "warm", "wait": "1h", "do": [{"score": 5}]})
    faults = shop.tick("2026-03-02T15:20+08:00").faults
    assert faults == ["flow welcome: there is no score to give points to: data/scores.json defines scores"]
    assert shop.ends() == [None]


def test_held_out_people_are_given_and_asked_nothing(shop: JourneyShop) -> None:
    begin(shop, {"id": "gift", "do": [{"points": 50}]}, CALL, holdout=0.999999)
    assert (shop.sql("SELECT COUNT(*) FROM points"), shop.sql("SELECT COUNT(*) FROM tasks")) == ([(0,)], [(0,)])
    assert [line for line in shop.said() if "held_out" in line] == [
        "03-02T14:10 held_out gift points",
        "03-02T14:10 held_out call task",
    ]


@pytest.mark.loopback
def test_a_web_address_is_called_once_with_what_the_step_says(shop: JourneyShop) -> None:
    with web_server() as heard:
        body = {"who": "{{ customer.name }}", "cart": ["{{ event.cart_id }}", 7]}
        headers = {"Authorization": "Bearer ${CRM_TOKEN}"}
        (shop.folder / ".env").write_text("CRM_TOKEN=top-secret-1\n", "utf-8")
        (shop.folder / ".env").chmod(0o600)
        begin(shop, {"id": "hook", "webhook": {"url": heard.url, "headers": headers, "body": body}})
        assert shop.at("2026-03-02T14:15+08:00").calls == {"done": 1}
        assert shop.at("2026-03-02T14:20+08:00").calls == {}
    ((path, sent, said),) = heard.requests
    assert (path, said) == ("/hook", {"who": "N1", "cart": ["C-7", 7]})
    assert (sent["authorization"], sent["idempotency-key"]) == ("Bearer top-secret-1", "welcome/1/hook/1")
    assert "top-secret-1" not in shop.dump()


@pytest.mark.loopback
def test_a_call_that_fails_is_tried_again_and_one_that_is_refused_is_not(shop: JourneyShop) -> None:
    with web_server([503, 200]) as heard:
        begin(shop, {"id": "hook", "webhook": {"url": heard.url}})
        assert shop.at("2026-03-02T14:15+08:00").calls == {"queued": 1}
        assert shop.at("2026-03-02T14:30+08:00").calls == {"done": 1}
        assert len({sent["idempotency-key"] for _path, sent, _body in heard.requests}) == 1
    assert heard.requests[0][2]["event"]["cart_id"] == "C-7"
    with web_server([400]) as refusing:
        begin(shop, {"id": "hook", "webhook": {"url": refusing.url}}, reentry="always")
        assert shop.at("2026-03-02T15:15+08:00").calls == {"failed": 1}
    assert shop.sql("SELECT state, code FROM calls ORDER BY id")[-1] == ("failed", "400")
