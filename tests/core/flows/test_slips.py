"""Flows as people get them wrong: each slip is told, as a fault or as a doubt, at its place, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mactl import i18n
from mactl.authored.flows import check_flow
from mactl.authored.lists import load_bytes
from mactl.core.decode.faults import spell
from mactl.core.flows.doubts import doubts
from mactl.core.model.flow import Flow

EVENT = {"event": "order_placed"}
BIRTHDAY = {"date": "profile.birthday", "offset": "-3d", "at": "09:00"}
MAIL = {"id": "hello", "send": {"email": "welcome"}}
BYE = {"id": "bye", "exit": "done"}
VIP = {"tag": "vip"}
PAID = {"event": "order_paid"}


def flow(*steps: dict[str, Any], trigger: Any = EVENT, **more: Any) -> dict[str, Any]:
    return {"id": "f", "name": "F", "trigger": trigger, "steps": list(steps), **more}


def ask(**more: Any) -> dict[str, Any]:
    return {"id": "ask", "if": VIP, **more}


def wait(until: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "wait", "wait_until": until, **more}


def call(outcomes: list[str] | None = None, **more: Any) -> dict[str, Any]:
    said = {} if outcomes is None else {"outcomes": outcomes}
    return {"id": "call", "task": {"queue": "sales", "title": "call", **said, **more.pop("task", {})}, **more}


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    (flow(MAIL | {"at": "-1h"}), "steps[0].at", "there is nothing before the event"),
    (flow(MAIL, {"id": "b", "at": "-2d", "do": [{"tag": "+a"}]}, trigger={"segment": "vip"}), "steps[1].at", "before"),
    (flow(MAIL | {"at": "-1d"}, trigger={"inactive": "30d"}), "steps[0].at", "there is nothing before the event"),
    (flow(MAIL | {"wait": "-1h"}), "steps[0].wait", "time does not run backwards"),
    (flow(ask()), "steps[0].if", "whatever the answer, the same follows"),
    (flow(ask(then=[], **{"else": []})), "steps[0].if", "whatever the answer, the same follows"),
    (flow(MAIL, {"id": "back", "goto": "hello"}), "steps[1].goto", "is not further down"),
    (flow({"id": "self", "goto": "self"}), "steps[0].goto", "is not further down"),
    (flow({"id": "off", "goto": "helo"}, MAIL), "steps[0].goto", "there is no step 'helo'"),
    (flow(MAIL, MAIL), "steps[1].id", "used twice"),
    (flow(ask(then=[MAIL]), MAIL), "steps[1].id", "used twice"),
    (flow(wait(PAID)), "steps[0].wait_until", "“timeout” is missing"),
    (flow(wait(PAID | {"timeout": "0"})), "steps[0].wait_until.timeout", "over at once"),
    (flow(wait(PAID | {"timeout": "-3d"})), "steps[0].wait_until.timeout", "backwards"),
    (flow(wait({"time": "10:00", "timeout": "3d"})), "steps[0].wait_until.timeout", "comes by itself"),
    (flow(wait({"date": "profile.city"})), "steps[0].wait_until.date", "profile.city holds no date"),
    (flow(MAIL, trigger={"date": "profile.name"}), "trigger.date", "profile.name holds no date"),
    (flow(MAIL, quiet="08:00-08:00"), "quiet", "leave no time to send"),
    (flow(MAIL, quiet="00:00-24:00"), "quiet", "leave no time to send"),
    (flow(MAIL, holdout=10), "holdout", "10 is not a share"),
    (flow(MAIL, holdout=-0.1), "holdout", "-0.1 is not a share"),
    (flow(MAIL, holdout=1), "holdout", "1 is not a share"),
    (flow(call(arms={"sold": [MAIL]})), "steps[0].arms.sold", "the task has no such outcome"),
    (flow(call([])), "steps[0].task.outcomes", "outcomes are wanted"),
    (flow(MAIL, goal={"event": "order_paid", "within": "0d"}), "goal.within", "no time at all"),
    (flow(MAIL, trigger={"inactive": "0d"}), "trigger.inactive", "no time at all"),
    (flow(MAIL, trigger={"did": "order_placed", "not": "order_paid", "within": "0h"}), "trigger.within", "no time"),
    (
        flow({"id": "g", "send": {"email": "a", "grant": [{"coupon": "C", "valid": "0d"}]}}),
        "steps[0].send.grant[0].valid",
        "no time at all",
    ),
    (flow({"id": "s", "split": {"arms": {"A": 0, "B": 0}}}), "steps[0].split.arms", "divide nobody"),
    (flow({"id": "s", "split": {"arms": {"A": 1}}, "arms": {"B": [MAIL]}}), "steps[0].arms.B", "nobody is drawn"),
    (flow(MAIL, on_skip="goto:hello"), "on_skip", "cannot jump to a step"),
    (flow(MAIL, trigger={"manual": True}, key="$event.cart_id"), "key", "not started by an event"),
]

DOUBTS: list[tuple[dict[str, Any], str, str]] = [
    (flow(BYE, MAIL), "steps[1]", "no way leads on from 'bye'"),
    (flow(ask(then=[BYE, MAIL])), "steps[0].then[1]", "no way leads on from 'bye'"),
    (flow({"id": "jump", "goto": "end"}, MAIL, {"id": "end", "exit": "x"}), "steps[1]", "no way leads on from 'jump'"),
    (flow(ask(then=[BYE], **{"else": [{"id": "no", "exit": "no"}]}), MAIL), "steps[1]", "no way leads on from 'ask'"),
    (flow(ask(**{"if": {"all": []}, "then": [MAIL], "else": [BYE]})), "steps[0].else", "holds for everybody"),
    (flow(ask(**{"if": {"all": [VIP, {"not": VIP}]}, "then": [MAIL]})), "steps[0].then", "holds for nobody"),
    (flow(ask(**{"if": {"event": "x", "count": {">=": 0}}, "then": [MAIL], "else": [BYE]})), "steps[0].else", "every"),
    (flow(ask(then=[MAIL], **{"else": [BYE]}), filter=VIP), "steps[0].else", "the filter lets only those go on"),
    (flow(wait({"weekday": "fri"}, **{"else": [MAIL]})), "steps[0].else", "a time of day and a weekday always come"),
    (
        flow(wait(PAID | {"timeout": "3d"}, then=[MAIL]), goal=PAID),
        "steps[0].then",
        "the journey ends at this event, by its goal",
    ),
    (
        flow(wait({"event": "login", "timeout": "3d"}, then=[MAIL]), exit=[{"event": "login"}]),
        "steps[0].then",
        "by its exit",
    ),
    (flow(MAIL, goal=PAID, exit=[PAID]), "exit[0]", "the same as the goal"),
    (flow(MAIL, exit=[PAID, PAID]), "exit[1]", "the same as the exit[0]"),
    (flow(MAIL, exit=[{"condition": {"all": []}}]), "exit[0].condition", "everybody leaves at once"),
    (flow(MAIL, filter={"any": []}), "filter", "nobody gets in"),
    (flow({"id": "s", "split": {"arms": {"A": 0.5, "B": 0.4}}, "arms": {"A": [MAIL]}}), "steps[0].split.arms", "0.9"),
    (flow({"id": "s", "split": {"arms": {"A": 50, "B": 40}}, "arms": {"A": [MAIL]}}), "steps[0].split.arms", "to 100"),
    (flow({"id": "s", "split": {"arms": {"A": 1}}, "arms": {"A": [MAIL]}}), "steps[0].split.arms", "everybody goes"),
    (flow({"id": "s", "split": {"arms": {"A": 1, "B": 1}}}), "steps[0].arms", "every way is the same"),
    (flow(MAIL | {"at": "1d"}, trigger={"inactive": "30d"}), "steps[0].at", "the flow starts 30 days after it"),
    (flow(MAIL | {"at": "10m"}, trigger=EVENT | {"quiet_for": "30m"}), "steps[0].at", "starts 30 minutes after it"),
    (flow(MAIL | {"at": "-7d"}, trigger=BIRTHDAY), "steps[0].at", "the flow starts 3 days before the date"),
    (flow(MAIL | {"at": "2d"}, {"id": "b", "at": "1d", "do": [{"tag": "+a"}]}), "steps[1].at", "is over by then"),
    (
        flow(wait(PAID | {"timeout": "3d"}, **{"else": [MAIL | {"at": "1d"}]})),
        "steps[0].else[0].at",
        "is over by then",
    ),
    (flow(call(task={"due": "2d", "timeout": "1d"})), "steps[0].task.timeout", "closed after 1d, before it is due"),
    (flow(ask(then=[MAIL], on_skip="exit")), "steps[0].on_skip", "this step sends none"),
    (flow({"id": "s", "send": {"sms": "a", "subject": "hello"}}), "steps[0].send.subject", "only e-mail"),
    (flow(MAIL, quiet="00:00-23:30"), "quiet", "leaves 30 minutes a day"),
    (flow(MAIL, holdout=0.9), "holdout", "90% of all people are sent nothing"),
    (flow(MAIL, reentry={"mode": "once", "cooldown": "3d"}), "reentry", "nobody enters a second time"),
]

RIGHT: list[dict[str, Any]] = [
    flow(MAIL | {"at": "-2d"}, trigger=BIRTHDAY),
    flow(MAIL | {"at": "0"}, trigger={"festival": "618", "offset": "-3d"}),
    flow(MAIL | {"at": "0"}, trigger={"inactive": "30d"}),
    flow(MAIL | {"at": "1d"}, {"id": "b", "at": "24h", "do": [{"tag": "+a"}]}),
    flow(ask(**{"else": [MAIL]})),
    flow(ask(then=[BYE]), MAIL),
    flow(wait(PAID | {"timeout": "3d"}), MAIL),
    flow(wait(PAID | {"timeout": "9d"}, then=[MAIL]), goal=PAID | {"within": "7d"}),
    flow(wait(PAID | {"timeout": "3d"}, then=[MAIL]), goal={**PAID, "match": "order_id"}),
    flow(MAIL, {"id": "late", "at": "9d", "do": [{"tag": "+a"}]}, goal=PAID | {"within": "7d"}, exit=[PAID]),
    flow({"id": "s", "split": {"arms": {"A": 1, "B": 2}}, "arms": {"A": [MAIL]}}),
    flow({"id": "s", "split": {"arms": {"A": 0.1, "B": 0.9}}, "arms": {"A": [MAIL]}}),
    flow({"id": "s", "split": {"arms": {"A": 33, "B": 33, "C": 34}}, "arms": {"A": [MAIL]}}),
    flow({"id": "s", "send": {"email": "a"}, "on_skip": "goto:end"}, BYE, {"id": "end", "exit": "x"}),
    flow(call(["sold", "lost"], arms={"sold": [BYE]}), MAIL),
    flow(wait({"date": "profile.birthday"}, **{"else": [MAIL]})),
    flow(ask(then=[MAIL], **{"else": [BYE]}), filter=VIP, recheck=False),
]


def told(one: dict[str, Any]) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """Return the faults and the doubts of a flow: where, what, what would be right."""
    loaded = load_bytes(json.dumps([one]).encode(), Flow, "data/flows.json", check_flow)
    faults = [(spell(each.path[1:]), each.message, each.hint) for each in loaded.faults]
    found = [doubt for each in loaded.objects for doubt in doubts(each)]
    return faults, [(spell(path), message, hint) for path, message, hint in found]


@pytest.fixture(params=i18n.LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Speak each language in turn."""
    i18n.use(request.param)
    yield request.param
    i18n.use("en")


@pytest.mark.parametrize(("one", "path", "words"), FAULTS)
def test_what_is_impossible_is_a_fault(one: dict[str, Any], path: str, words: str) -> None:
    faults, _doubted = told(one)
    assert [(where, words in what) for where, what, _hint in faults] == [(path, True)], faults
    assert all(hint for _where, _what, hint in faults)


@pytest.mark.parametrize(("one", "path", "words"), DOUBTS)
def test_what_surprises_is_a_doubt(one: dict[str, Any], path: str, words: str) -> None:
    faults, doubted = told(one)
    assert faults == []
    assert [(where, words in what) for where, what, _hint in doubted] == [(path, True)], doubted
    assert all(hint for _where, _what, hint in doubted)


@pytest.mark.parametrize("one", RIGHT)
def test_what_is_right_is_left_alone(one: dict[str, Any]) -> None:
    assert told(one) == ([], [])


def test_every_slip_is_told_in_the_language_spoken(language: str) -> None:
    for one, path, _words in [*FAULTS, *DOUBTS]:
        for _where, message, hint in (each for found in told(one) for each in found):
            for said in (message, hint):
                assert (language == "zh") is any("\u4e00" <= sign <= "\u9fff" for sign in said), (path, said)
