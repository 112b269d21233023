"""``mactl flow tasks`` on the command line: listed, narrowed, taken, completed, exported."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from mactl.engine import tasks
from mactl.errors import MactlError
from mactl.terminal.wrapping import width
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
    wrong = mactl("flow", "tasks", "complete", "1", "--outcome", "won", "--as", "小李")
    assert (wrong.code, "sold" in wrong.err) == (1, True)
    assert mactl("flow", "tasks", "complete", "1", "--outcome", "sold", "--note", "两件", "--as", "小李").code == 0
    assert mactl("tick").code == 0
    ended = mactl("flow", "tasks", "--ended", "--format", "json").json["tasks"]
    assert [(one["outcome"], one["note"], one["who"]) for one in ended] == [("sold", "两件", "小李")]


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


def test_whoever_takes_a_task_sees_whom_to_call_and_what_may_come_of_it(mactl: Mactl, asked: JourneyShop) -> None:
    said = mactl("flow", "tasks", "take", "1").out
    phone = mactl("flow", "tasks", "--format", "json").json["tasks"][0]["phone"]
    assert phone.startswith("+86")
    assert f"Customer: N1 c1 {phone}" in said
    assert "mactl flow tasks complete 1 --outcome (sold)" in said
    listed = mactl("flow", "tasks", "--format", "csv").out.splitlines()
    assert listed[0] == "id,due,title,customer,phone,queue,who,outcomes"
    assert mactl("flow", "tasks", "--out", "today.csv").code == 0
    assert "先问好" in (asked.folder / "today.csv").read_text("utf-8-sig")


def test_nobody_completes_what_somebody_else_has_taken(mactl: Mactl, asked: JourneyShop) -> None:
    assert mactl("flow", "tasks", "take", "1", "--as", "小李").code == 0
    again = mactl("flow", "tasks", "take", "1", "--as", "小王")
    assert (again.code, "小李 took task 1" in again.err, "--for 小王" in again.err) == (1, True, True)
    other = mactl("flow", "tasks", "complete", "1", "--outcome", "sold", "--as", "小王")
    assert (other.code, "小李 took task 1" in other.err, "--as 小李" in other.err) == (1, True, True)
    assert mactl("flow", "tasks", "take", "1", "--for", "小王", "--as", "小王").code == 0
    assert mactl("flow", "tasks", "complete", "1", "--outcome", "sold", "--as", "小王").code == 0
    late = mactl("flow", "tasks", "complete", "1", "--outcome", "sold", "--as", "小李")
    assert "小王 has completed task 1: sold" in late.err


def test_a_slip_in_an_outcome_is_guessed(mactl: Mactl, asked: JourneyShop) -> None:
    assert "Did you mean sold?" in mactl("flow", "tasks", "complete", "1", "--outcome", "solld").err


def test_why_a_task_was_closed_is_said(mactl: Mactl, asked: JourneyShop) -> None:
    asked.stop("2026-03-02T09:30+08:00")
    refused = mactl("flow", "tasks", "complete", "2", "--outcome", "sold")
    assert (refused.code, "task 2 was closed: the flow was stopped" in refused.err) == (1, True)
    assert "停止" in mactl("--lang", "zh", "flow", "tasks", "--ended", "--format", "csv").out


def test_one_of_two_who_take_a_task_at_once_gets_it(asked: JourneyShop) -> None:
    start = Barrier(2)

    def take(who: str) -> str:
        workspace = replace(asked.workspace("2026-03-02T10:00+08:00"), who=who)
        with workspace.open() as database:
            start.wait()
            try:
                tasks.take(workspace, database, 1)
            except MactlError as refused:
                return refused.message
        return who

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(take, ("li", "wang")))
    winner = next(each for each in found if each in {"li", "wang"})
    assert sorted(found) == sorted([winner, f"{winner} took task 1"])


@pytest.mark.parametrize("columns", ["60", "80"])
def test_tasks_fit_the_terminal(
    mactl: Mactl, asked: JourneyShop, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for line in mactl("--lang", "zh", "flow", "tasks", "--format", "table").out.splitlines():
        assert width(line) <= int(columns)
