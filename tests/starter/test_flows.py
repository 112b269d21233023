"""The starter's flows do what their stories say, as `flow test` plays them and as production does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mactl.api import references
from mactl.api.opening import open_workspace
from mactl.engine import catalogue, stories
from mactl.engine.workspace import Workspace
from mactl.layout import lay_out, starter
from tests.support.starter import StarterShop, expected

FILES = {name: text for name, text in starter() if name.startswith("stories/")}
TOLD = [(f"{Path(name).stem}: {story['name']}", story) for name in sorted(FILES) for story in json.loads(FILES[name])]
CLOCKS = ("14:10", "22:30", "23:40")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("starter")
    lay_out(folder)
    return open_workspace(folder, who="mei", environ={})


@pytest.mark.parametrize("file", sorted(FILES))
def test_the_stories_of_a_file_go_as_they_are_told(workspace: Workspace, file: str) -> None:
    authored = catalogue.read(workspace)
    for story in stories.load(workspace.folder / file):
        outcome = stories.play(workspace, authored, story, file)
        assert not outcome.faults
        assert [stories.spoken(outcome, line) for line in outcome.lines if line.verdict != "same"] == [], story.name


@pytest.mark.slow
@pytest.mark.parametrize("story", [story for _name, story in TOLD], ids=[name for name, _story in TOLD])
def test_production_does_what_a_story_tells(tmp_path: Path, story: dict[str, Any]) -> None:
    assert StarterShop(tmp_path).play(story) == expected(story)


def test_every_flow_names_what_is_there_and_has_a_story(workspace: Workspace) -> None:
    authored = catalogue.read(workspace)
    assert [tuple(references.faults(workspace, authored, flow)) for flow in authored.flows] == [()] * 16
    assert {flow.id for flow in authored.flows} == {story["flow"] for _name, story in TOLD}
    assert all(flow.description.endswith("。") for flow in authored.flows)


@pytest.mark.parametrize("flow", ["cart_recovery", "win_back", "welcome"])
def test_stories_begin_by_day_and_by_night_in_shanghai_and_new_york(flow: str) -> None:
    told = [story for _name, story in TOLD if story["flow"] == flow]
    begun = {(story["customer"].get("time_zone"), story["events"][0][0][11:16]) for story in told}
    assert {(zone, clock) for zone in ("Asia/Shanghai", "America/New_York") for clock in CLOCKS} <= begun
