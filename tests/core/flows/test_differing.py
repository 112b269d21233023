"""What tells two versions of a flow apart, named as its author would."""

from __future__ import annotations

from typing import Any

from mactl.core.flows import differing
from mactl.core.flows.differing import Difference
from mactl.core.flows.program import Program, canonical, restore
from mactl.core.model.flow import Flow, FlowGoal

Step = dict[str, Any]
A: Step = {"id": "a", "at": "1h", "send": {"email": "a"}}
B: Step = {"id": "b", "at": "2h", "send": {"sms": "b"}}
C: Step = {"id": "c", "wait": "1d", "do": [{"tag": "+x"}]}


def program(*steps: Step, **fields: Any) -> Program:
    flow = Flow(name="f", id="f", trigger={"event": "user_signup"}, steps=steps, **fields)
    return restore(canonical(flow))


def told(old: Program, new: Program) -> list[tuple[str, str]]:
    return [(each.kind, each.step) for each in differing.differences(old, new)]


def test_the_same_is_no_difference() -> None:
    assert told(program(A, B), program(dict(reversed(A.items())), B)) == []


def test_steps_come_go_and_change() -> None:
    assert told(program(A, B), program(A, C)) == [("added", "c"), ("removed", "b")]
    assert told(program(A), program({**A, "send": {"email": "z"}})) == [("changed", "a")]
    assert told(program(A), program({**A, "at": "3h", "on_skip": "exit"})) == [("time", "a"), ("changed", "a")]


def test_a_change_is_told_in_values_and_in_words() -> None:
    (found,) = differing.differences(program(A), program({**A, "at": "3h"}))
    assert found == Difference("time", "a", "at", {"at": "1h"}, {"at": "3h"}, "1 hour in", "3 hours in")
    webhook = {"id": "w", "webhook": {"url": "https://example.com/", "body": {"n": 1}}}
    other = {"id": "w", "webhook": {"url": "https://example.com/", "body": {"n": 2}}}
    (found,) = differing.differences(program(webhook), program(other))
    assert found.was != found.will  # where words are the same the values are shown


def test_a_step_that_reads_the_same_under_another_id_is_renamed_once() -> None:
    twice = {**B, "id": "b2"}
    assert differing.renames(program(A, B), program(A, twice, {**B, "id": "b3"})) == {"b": "b2"}
    assert differing.renames(program(A, B), program(A, {**B, "id": "late", "at": "9h"}, twice)) == {"b": "b2"}
    assert told(program(A, B), program(A, {**B, "id": "late", "at": "9h"})) == [("renamed", "late"), ("time", "late")]


def test_a_step_elsewhere_is_named_with_where_it_stood() -> None:
    found = differing.differences(program(A, B, C), program(B, C, A))
    assert [(each.kind, each.step, each.was, each.will) for each in found] == [("moved", "a", "first", "after c")]
    branch: Step = {"id": "i", "if": {"tag": "x"}, "then": [B]}
    found = differing.differences(program(A, {**branch, "then": []}, B), program(A, branch))
    assert [(each.kind, each.step, each.will) for each in found] == [("moved", "b", "i/then: first")]


def test_arms_count_by_their_names_and_weights() -> None:
    def lots(weight: int, steps: list[Step]) -> Step:
        return {"id": "s", "split": {"arms": {"x": weight, "y": 1}}, "arms": {"x": steps}}

    assert told(program(lots(1, [A])), program(lots(1, [A, B]))) == [("added", "b")]
    assert told(program(lots(1, [A])), program(lots(2, [A]))) == [("changed", "s")]


def test_what_is_said_of_the_flow_itself_comes_first() -> None:
    new = program(A, goal=FlowGoal(event="order_paid", within="7d"), holdout=0.1)
    found = differing.differences(program(A), new)
    assert [(each.key, each.was, each.will) for each in found if not each.step] == [
        ("goal", "", "order_paid, within 7 days"), ("holdout", "0%", "10%"),
    ]  # fmt: skip


def test_a_change_is_told_field_by_field() -> None:
    call: Step = {"id": "call", "task": {"queue": "desk", "title": "Call {{ customer.name }}", "due": "1d"}}
    other: Step = {"id": "call", "task": {"queue": "desk", "title": "Visit", "due": "2d"}, "on_skip": "exit"}
    (found,) = differing.differences(program(call), program(other))
    assert {(each.key, each.was, each.will) for each in found.parts} == {
        ("on_skip", "", "exit"), ("task.due", "1d", "2d"), ("task.title", "Call {{ customer.name }}", "Visit"),
    }  # fmt: skip


def test_another_kind_of_step_and_other_lots_are_told_as_sentences() -> None:
    (found,) = differing.differences(program(A), program({"id": "a", "at": "1h", "exit": "bye"}))
    assert [(each.was, each.will) for each in found.parts] == [(found.was, found.will)]
    lots: Step = {"id": "l", "split": {"arms": {"x": 1, "y": 1}}, "arms": {"x": [], "y": []}}
    (found,) = differing.differences(program(lots), program({**lots, "split": {"arms": {"x": 1, "y": 3}}}))
    assert [(each.key, each.will) for each in found.parts] == [("split", "draw lots: x 25%, y 75%")]


def test_the_flows_own_fields_are_told_in_words_too() -> None:
    found = differing.differences(
        program(A, reentry="once", quiet="21:00-08:00"),
        program(A, reentry={"mode": "per_key", "cooldown": "3d"}, quiet="22:00-08:00"),
    )
    assert {(each.key, part.was, part.will) for each in found for part in each.parts} == {
        ("reentry", "once", "mode per_key, cooldown 3d"), ("quiet", "21:00-08:00", "22:00-08:00"),
    }  # fmt: skip
