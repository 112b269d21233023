"""What a flow names and is nowhere stops its activation, and doctor says it with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Mactl
from tests.support.journeys import JourneyShop


@pytest.mark.parametrize(
    "step",
    [
        {"id": "hi", "send": {"email": "nowhere"}},
        {"id": "hi", "send": {"email": "", "grant": [{"coupon": "nowhere"}]}},
        {"id": "hi", "if": {"segment": "nowhere"}, "then": [{"id": "bye", "exit": "x"}]},
    ],
)
def test_nothing_is_activated_that_cannot_go_on(
    mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: dict[str, object]
) -> None:
    shop = JourneyShop(tmp_path / "store")
    shop.flow(steps=[step])
    monkeypatch.chdir(shop.folder)
    refused = mactl("flow", "activate", "welcome")
    assert (refused.code, "nowhere" in refused.err, "flows.json:1" in refused.err) == (1, True, True)
    assert mactl("flow", "runs", "--format", "json").json["flows"] == []
    assert "flows.json:1" in mactl("doctor").out


def test_what_will_surprise_is_a_warning_everywhere(
    mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = JourneyShop(tmp_path / "store")
    shop.flow(steps=[{"id": "bye", "exit": "done"}, {"id": "tag", "do": [{"tag": "+a"}]}])
    monkeypatch.chdir(shop.folder)
    said = mactl("flow", "validate", "--format", "json")
    assert (said.code, said.json["faults"]) == (0, [])
    assert [each["path"] for each in said.json["warnings"]] == [[0, "steps", 1]]
    assert "nobody ever comes here" in " ".join(mactl("flow", "validate").out.split())
    told = "nobody ever comes here: no way leads on from 'bye'"
    assert told in " ".join(mactl("flow", "plan", "welcome", "--no-history").out.split())
    assert told in " ".join(mactl("doctor").out.split())
    assert told in " ".join(mactl("flow", "activate", "welcome").out.split())
    assert mactl("flow", "activate", "welcome", "--format", "json").json["warnings"]
