"""Programs: what is the same flow, what is another version, what actions become (F1)."""

from __future__ import annotations

import json

import pytest

from mactl.core.flows import program as programs
from mactl.core.model.action import Action
from mactl.core.model.flow import Flow
from mactl.errors import MactlError
from tests.core.flows.journeys import program

STEP = {"id": "a", "send": {"email": "welcome"}}


def test_the_same_flow_has_the_same_digest_however_it_is_written() -> None:
    first = program({"id": "a", "send": {"email": "welcome"}})
    second = program({"send": {"email": "welcome"}, "id": "a"}, class_="marketing", priority=0, description="words")
    assert first.digest == second.digest
    assert program(STEP, priority=1).digest != first.digest
    assert programs.restore(first.definition) is programs.restore(second.definition)


def test_the_order_of_arms_is_part_of_the_flow() -> None:
    arms = {"id": "s", "split": {"arms": {"b": 1, "a": 1}}}
    other = {"id": "s", "split": {"arms": {"a": 1, "b": 1}}}
    assert program(arms).digest != program(other).digest
    assert list(json.loads(program(arms).definition)["steps"][0]["split"]["arms"]) == ["b", "a"]


def test_a_version_holds_the_bodies_of_its_actions() -> None:
    actions = {"hello": Action(id="hello", name="Hello", send={"email": "welcome"})}
    flow = program(
        {"id": "s", "split": {"arms": {"x": 1}}, "arms": {"x": [{"id": "a", "at": "1h", "action": "hello"}]}},
        actions=actions,
    )
    assert (
        flow.digest == program({"id": "s", "split": {"arms": {"x": 1}}, "arms": {"x": [{**STEP, "at": "1h"}]}}).digest
    )
    with pytest.raises(MactlError, match="nowhere"):
        program({"id": "a", "action": "nowhere"}, actions=actions)


def test_a_flow_with_faults_does_not_compile() -> None:
    with pytest.raises(MactlError, match=r"steps\[0\]"):
        programs.compile(Flow(id="f", name="f", trigger={"event": "x"}, steps=({"id": "a", "sent": {}},)), {})
