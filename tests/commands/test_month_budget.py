"""How the budget of the month stands, where people look: dry-run, explain, doctor, the report of costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Mactl
from tests.support.shop import QUIET, Shop

NOON = "2026-03-02T12:00+08:00"


def said(mactl: Mactl, *words: str) -> str:
    done = mactl(*words, now=NOON)
    assert done.code == 0, done.err
    return " ".join((done.out + done.err).split())


@pytest.fixture
def shop(mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    channels = {name: {**settings, "cost": 0.1} for name, settings in QUIET.items()}
    shop = Shop(tmp_path / "shop", channels=channels, budget={"max_cost": 0.45})
    shop.people(10)
    shop.campaign()
    monkeypatch.chdir(shop.folder)
    return shop


def test_every_screen_says_how_the_month_stands(mactl: Mactl, shop: Shop) -> None:
    would = said(mactl, "send", "--campaign", "spring", "--dry-run")
    assert "With this sent: Budget of 2026-03: ¥0.40 of ¥0.45 used." in would
    assert "used up" not in said(mactl, "doctor")
    assert "Budget of 2026-03: ¥0.40 of ¥0.45 used." in said(mactl, "send", "--campaign", "spring")
    assert "¥0.40 of ¥0.45 used." in said(mactl, "explain", "--customer", "c9", "--campaign", "spring")
    assert "2026-03 is nearly used up: ¥0.40 of ¥0.45" in said(mactl, "doctor")
    costs = mactl("report", "--kind", "costs", "--format", "json", now=NOON).json
    assert costs["budget"] == {"month": "2026-03", "max_cost": 0.45, "used": 0.4}
    assert "2026-03 月度预算：已用 ¥0.40，共 ¥0.45。" in said(mactl, "report", "--kind", "costs", "--lang", "zh")


def test_explain_shows_the_gate_with_the_figures_of_the_month(mactl: Mactl, shop: Shop) -> None:
    mactl("send", "--campaign", "spring", now=NOON)
    shop.campaign("second")
    told = mactl("explain", "--customer", "c1", "--campaign", "second", "--format", "json", now=NOON).json
    assert {gate["gate"]: gate["passed"] for gate in told["gates"]}["budget"] is False
    assert told["budget"] == {"month": "2026-03", "max_cost": 0.45, "used": 0.4, "left": 0.05}
    shown = mactl("explain", "--customer", "c1", "--campaign", "second", now=NOON).out
    assert "2026-03: 0.4/0.45" in shown
