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
        {"id": "hi", "if": {"segment": "nowhere"}, "then": []},
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
