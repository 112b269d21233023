"""The page on flows: its examples are flows without fault, and every step, trigger and key stands in it."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from mactl.authored.flows import check_flow
from mactl.authored.lists import load_bytes
from mactl.core.flows.picture import machine
from mactl.core.flows.reading import read_trigger, step_kinds, trigger_kinds
from mactl.core.flows.table import TABLE, WAKERS
from mactl.core.model.flow import Flow
from mactl.core.model.keys import json_key

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "flows.md").read_text("utf-8")


def test_the_example_is_a_flow_without_fault() -> None:
    (text,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    loaded = load_bytes(text.encode(), Flow, "docs/flows.md", check_flow)
    assert not loaded.faults
    assert loaded.objects[0].id == "welcome"


def test_every_example_of_a_trigger_can_be_read() -> None:
    section = PAGE.split("## Triggers")[1].split("\n## ")[0]
    found: list[dict[str, Any]] = [json.loads(each) for each in re.findall(r"\| `(\{.*?\})` \|", section)]
    faults: list[Any] = []
    assert len(found) == len(trigger_kinds())
    assert all(read_trigger(each, faults) for each in found), faults


@pytest.mark.parametrize(
    "name", [*step_kinds(), *trigger_kinds(), *(json_key(f.name) for f in dataclasses.fields(Flow))]
)
def test_every_key_stands_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE or f'"{name}"' in PAGE or name == "description"


def test_the_diagram_has_every_phase_of_the_table() -> None:
    drawn = machine()
    for (phase, verdict), to in TABLE.items():
        assert verdict == "stayed" or re.search(rf"{phase} --> {to}: .*{verdict}", drawn)
    assert set(TABLE.values()) == {*WAKERS, "done"}
