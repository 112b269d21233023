"""What the authored files define: a broken one blocks who needs it, a faulty object only itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.api.opening import open_workspace
from mactl.engine import catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.layout import lay_out


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    lay_out(tmp_path)
    return open_workspace(tmp_path, now="2026-03-02T12:00")


GOOD = '{"id": "good", "name": "Good", "trigger": {"event": "x"}, "steps": [{"id": "a", "action": "hello"}]}'


def test_a_faulty_flow_blocks_itself_and_is_named_with_its_line(workspace: Workspace) -> None:
    write(workspace.folder, f'[{GOOD},\n{{"name": "Bad", "trigger": {{"event": "x"}}, "steps": [\n{{"id": "a"}}]}}]')
    known = catalogue.read(workspace)
    assert [flow.id for flow in known.flows] == ["good"]
    assert [(fault.line, fault.path) for fault in known.faults] == [(3, (1, "steps", 0))]
    with pytest.raises(MactlError, match=r"flows.json:3"):
        known.flow("Bad")
    assert known.program(known.flow("Good")).first == "a"
    with pytest.raises(MactlError, match="No flow named"):
        known.flow("Goot")


def test_flows_that_do_not_parse_block_flows_alone(workspace: Workspace) -> None:
    write(workspace.folder, "[{")
    known = catalogue.read(workspace)
    assert known.flows == ()
    assert known.faults
    with pytest.raises(MactlError, match=r"flows.json"):
        known.flow("good")


def write(folder: Path, flows: str) -> None:
    (folder / "data" / "flows.json").write_text(flows)
    actions = '[{"id": "hello", "name": "Hello", "send": {"email": "welcome"}}]'
    (folder / "data" / "actions.json").write_text(actions)
