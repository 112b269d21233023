"""The starter's flows do what their stories say, hour by hour, through the engine that runs production."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mactl.layout import starter
from tests.support.starter import StarterShop, expected

FILES = dict(starter())
FLOWS: list[dict[str, Any]] = json.loads(FILES["data/flows.json"])
STORIES = [
    pytest.param(story, id=f"{Path(name).stem}: {story['name']}", marks=[pytest.mark.slow] if number else [])
    for name, text in sorted(FILES.items())
    if name.startswith("stories/")
    for number, story in enumerate(json.loads(text))  # the first of each file is always played
]


@pytest.mark.parametrize("story", STORIES)
def test_a_story_goes_as_it_is_told(tmp_path: Path, story: dict[str, Any]) -> None:
    assert StarterShop(tmp_path).play(story) == expected(story)


def test_every_flow_has_a_story() -> None:
    assert {flow["id"] for flow in FLOWS} == {param.values[0]["flow"] for param in STORIES}  # type: ignore[index]


def test_every_flow_says_to_a_marketer_what_it_does() -> None:
    assert all(flow["description"].endswith("。") for flow in FLOWS)
