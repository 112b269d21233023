"""An open task goes on through edits of its flow: telesales never sees it twice (F2, M9)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, flow_plan, tasks
from mactl.engine.flow_plan import Inside, Wish
from tests.support.journeys import JourneyShop

Step = dict[str, Any]
WORK: dict[str, Any] = {
    "queue": "telesales",
    "title": "call",
    "assignee": "amy",
    "due": "2d",
    "outcomes": ["yes", "no"],
}
CALL: Step = {
    "id": "call", "task": WORK,
    "arms": {"yes": [{"id": "thanks", "send": {"email": ""}}]}, "else": [{"id": "sorry", "send": {"email": ""}}],
}  # fmt: skip
HOME = zone("Asia/Shanghai")


def march(day: int, hour: int) -> str:
    return f"2026-03-{day:02}T{hour:02}:00+08:00"


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(2)
    shop.flow(steps=[CALL])
    shop.activate()
    shop.track("user_signup", "c1", march(2, 10))
    shop.at(march(2, 11))
    return shop


def edit(shop: JourneyShop, name: str, **work: Any) -> dict[str, str]:
    shop.flow(steps=[{**CALL, "id": name, "task": {**WORK, **work}}])
    return {} if name == "call" else {"call": name}


def inside(shop: JourneyShop, now: str, moves: dict[str, str]) -> list[Inside]:
    workspace = shop.workspace(now)
    authored = catalogue.read(workspace)
    with workspace.open() as database:
        wish = Wish(days=0, moves=moves)
        return list(flow_plan.plan(workspace, database, authored, authored.flow("welcome"), wish).inside)


def complete(shop: JourneyShop, now: str, outcome: str) -> None:
    workspace = shop.workspace(now)
    with workspace.open() as database:
        tasks.complete(workspace, database, 1, outcome)


def open_tasks(shop: JourneyShop) -> list[tuple[Any, ...]]:
    rows = shop.sql("SELECT id, step, queue, assignee, state, due, until FROM tasks ORDER BY id")
    return [(*row[:5], *(iso(at, HOME)[5:16] for at in row[5:])) for row in rows]


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize("paused", [False, True])
def test_a_renamed_task_goes_on_as_it_is_under_its_new_name(shop: JourneyShop, paused: bool, taken: bool) -> None:
    if paused:
        shop.pause(march(2, 11))
    if taken:
        workspace = shop.workspace(march(2, 11))
        with workspace.open() as database:
            tasks.take(workspace, database, 1)
    moves = edit(shop, "ring")
    (group,) = inside(shop, march(2, 12), {})  # it is recognised as renamed
    assert (group.step, group.fate, group.target) == ("call", "moved", "ring")
    assert shop.activate(now=march(2, 12), moves=moves).migrated == 1
    state = "taken" if taken else "open"
    assert open_tasks(shop) == [(1, "ring", "telesales", "amy", state, "03-04T10:00", "03-04T10:00")]
    assert shop.wakers() == []
    complete(shop, march(3, 9), "yes")
    soon = "2026-03-03T09:00:30+08:00"  # the shop's clock runs: on a busy machine nine o'clock was before that
    shop.at(soon)
    if paused:
        shop.resume(soon, "send")
        shop.at("2026-03-03T09:00:50+08:00")
    assert [line for line in shop.said() if "ring" in line or "thanks" in line][-2:] == [
        "03-03T09:00 sent thanks", "03-03T09:00 exit thanks completed",
    ]  # fmt: skip
    assert "03-03T09:00 done ring yes" in shop.said()
    assert shop.sql("SELECT COUNT(*) FROM tasks") == [(1,)]
    assert shop.replays()


@pytest.mark.parametrize("name", ["call", "ring"])
@pytest.mark.parametrize(("due", "fate", "end"), [("3d", "later", "03-05T10:00"), ("1d", "earlier", "03-03T10:00")])
def test_another_time_counts_from_when_the_task_was_opened(
    shop: JourneyShop, name: str, due: str, fate: str, end: str
) -> None:
    moves = edit(shop, name, due=due)
    (group,) = inside(shop, march(2, 12), moves)
    assert group.fate == (fate if name == "call" else "moved")
    assert group.first is not None
    assert iso(group.first, HOME)[5:16] == end
    shop.activate(now=march(2, 12), moves=moves)
    assert open_tasks(shop) == [(1, name, "telesales", "amy", "open", end, end)]
    shop.at(march(6, 10))
    assert f"{end} done {name} else" in shop.said()
    assert shop.sql("SELECT state, outcome FROM tasks") == [("closed", "late")]


@pytest.mark.parametrize("name", ["call", "ring"])
def test_a_task_that_was_just_done_leads_on_at_once(shop: JourneyShop, name: str) -> None:
    complete(shop, march(2, 12), "yes")
    shop.activate(now=march(2, 12), moves=edit(shop, name, due="9d"))
    assert shop.wakers() == []
    shop.at(march(2, 13))
    assert f"03-02T12:00 done {name} yes" in shop.said()
    assert shop.sql("SELECT COUNT(*) FROM tasks") == [(1,)]


def test_a_task_that_was_done_before_it_became_something_else_is_not_done_again(shop: JourneyShop) -> None:
    complete(shop, march(2, 12), "yes")
    shop.flow(steps=[{"id": "letter", "send": {"email": ""}}, {"id": "last", "send": {"sms": ""}}])
    shop.activate(now=march(2, 12), moves={"call": "letter"})
    shop.at(march(2, 13))
    assert [line.step for line in shop.trail() if line.what == "sent"] == ["last"]


def test_a_task_removed_with_a_word_of_where_to_is_closed(shop: JourneyShop) -> None:
    shop.flow(steps=[{"id": "letter", "send": {"email": ""}}])
    shop.activate(now=march(2, 12), moves={"call": "letter"})
    assert shop.sql("SELECT state, outcome FROM tasks") == [("closed", "migrated")]
    shop.at(march(2, 13))
    assert [line.step for line in shop.trail() if line.what == "sent"] == ["letter"]
    assert shop.replays()


def test_a_task_of_somebody_held_out_was_never_opened_and_is_not_by_an_edit(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(1)
    shop.flow(steps=[CALL], holdout=0.99)
    shop.activate()
    shop.track("user_signup", "c1", march(2, 10))
    shop.flow(steps=[{**CALL, "id": "ring"}], holdout=0.99)
    shop.activate(now=march(2, 12), moves={"call": "ring"})
    assert shop.sql("SELECT COUNT(*) FROM tasks") == [(0,)]
    shop.at(march(4, 11))
    assert "03-04T10:00 done ring else" in shop.said()
    assert shop.replays()
