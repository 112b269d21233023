"""``mactl flow replay``: what a person reads of a journey taken again."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Mactl


def test_a_journey_is_taken_again(mactl: Mactl, shop: Path) -> None:
    flow = {"id": "hi", "name": "问候", "trigger": {"event": "user_signup"},
            "steps": [{"id": "bye", "exit": "done with it"}]}  # fmt: skip
    (shop / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    mactl("flow", "activate", "hi", now="2026-03-01T09:00+08:00")
    mactl("customers", "add", "id=u1")
    mactl("events", "track", "user_signup", "--customer", "u1")
    done = mactl("flow", "replay", "1", "--format", "json")
    assert done.code == 0
    found = done.json
    assert (found["same"], found["turns"], found["outcome"]) == (True, 2, "done with it")
    assert [line["done"]["what"] for line in found["lines"]] == ["entered", "exit"]
    shown = mactl("flow", "replay", "1", "--format", "table").out
    assert "2 turns were taken again: the engine does the same." in shown
    assert mactl("flow", "replay", "7").code == 1
