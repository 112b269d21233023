"""``mactl flow tasks`` on the command line: listed, narrowed, taken, completed, exported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl
from tests.support.journeys import JourneyShop

CALL: dict[str, Any] = {
    "id": "call",
    "task": {
        "queue": "telesales",
        "title": "回访 {{ customer.name }}",
        "script": "先问好",
        "due": "1d",
        "outcomes": ["sold"],
    },
}


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> JourneyShop:
    shop = JourneyShop(tmp_path / "store")
    shop.people(2)
    shop.flow(steps=[CALL])
    shop.activate()
    for customer in ("c1", "c2"):
        shop.track("user_signup", customer, at="2026-03-01T14:10+08:00")
    monkeypatch.chdir(shop.folder)
    return shop


def test_tasks_are_listed_taken_and_completed(
    mactl: Mactl, asked: JourneyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(asked.folder)
    listed = mactl("flow", "tasks", "--format", "json").json["tasks"]
    assert [(one["customer"], one["title"], one["due"][:16]) for one in listed] == [
        ("c1", "回访 N1", "2026-03-02T14:10"),
        ("c2", "回访 N2", "2026-03-02T14:10"),
    ]
    assert "先问好" in mactl("flow", "tasks", "take", "1", "--for", "小李").out
    assert [one["id"] for one in mactl("flow", "tasks", "--by", "小李", "--format", "json").json["tasks"]] == [1]
    assert mactl("flow", "tasks", "--overdue", "--format", "json").json["tasks"] == []
    assert len(mactl("flow", "tasks", "--overdue", "--format", "json", now="2026-03-02T15:00+08:00").json["tasks"]) == 2
    wrong = mactl("flow", "tasks", "complete", "1", "--outcome", "won")
    assert (wrong.code, "sold" in wrong.err) == (1, True)
    assert mactl("flow", "tasks", "complete", "1", "--outcome", "sold", "--note", "两件").code == 0
    assert mactl("tick").code == 0
    ended = mactl("flow", "tasks", "--ended", "--format", "json").json["tasks"]
    assert [(one["outcome"], one["note"], one["who"]) for one in ended] == [("sold", "两件", "mei")]


def test_tasks_go_into_a_calendar_and_a_sheet(
    mactl: Mactl, asked: JourneyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(asked.folder)
    calendar = mactl("flow", "tasks", "--format", "ics").out
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20260302T061000Z" in calendar
    assert mactl("flow", "tasks", "--out", "today.xlsx").code == 0
    assert (asked.folder / "today.xlsx").read_bytes()[:2] == b"PK"
    assert "VEVENT" not in mactl("flow", "tasks", "--queue", "none", "--format", "ics").out
