"""Tasks for people: the outcome's arm, the path of what is not done in time, working hours (M9)."""

from __future__ import annotations

from mactl.core.flows.effects import CloseTask, OpenTask
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from tests.core.flows.journeys import SHANGHAI, Journey, program

CALL = {
    "id": "call",
    "task": {
        "queue": "telesales",
        "title": "回访 {{ customer.name }}",
        "due": "1d",
        "timeout": "3d",
        "outcomes": ["sold", "refused"],
        "hours": {"start": "09:00", "stop": "18:00", "weekdays": ["mon", "tue", "wed", "thu", "fri"]},
    },
    "arms": {"sold": [{"id": "thanks", "send": {"sms": ""}}]},
    "else": [{"id": "sorry", "send": {"sms": ""}}],
}
FLOW = program(CALL, {"id": "last", "send": {"email": ""}})


def test_the_outcome_decides_the_way() -> None:
    sold = Journey(FLOW, "2026-03-02T14:10").finish("2026-03-03T10:00", "sold").until("2026-04-01")
    assert sold.sent == ["2026-03-03T10:00 thanks", "2026-03-03T10:00 last"]
    refused = Journey(FLOW, "2026-03-02T14:10").finish("2026-03-03T10:00", "refused").until("2026-04-01")
    assert refused.sent == ["2026-03-03T10:00 last"]


def test_what_is_not_done_in_time_goes_on_without() -> None:
    journey = Journey(FLOW, "2026-03-02T14:10").until("2026-04-01")
    assert journey.sent == ["2026-03-05T14:10 sorry", "2026-03-05T14:10 last"]
    assert CloseTask("late") in journey.effects


def test_a_task_is_due_in_working_hours() -> None:
    journey = Journey(FLOW, "2026-03-05T20:00")
    (opened,) = [each for each in journey.effects if isinstance(each, OpenTask)]
    assert iso(opened.due, zone(SHANGHAI))[:16] == "2026-03-09T09:00"


def test_a_held_out_person_gets_no_task_and_waits_as_long() -> None:
    journey = Journey(FLOW, "2026-03-02T14:10", held=True)
    assert not [each for each in journey.effects if isinstance(each, OpenTask)]
    assert journey.until("2026-04-01").sent[0] == "2026-03-05T14:10 sorry"


def test_a_goal_closes_the_open_task() -> None:
    flow = program(CALL, goal={"event": "order_paid"})
    journey = Journey(flow, "2026-03-02T14:10").event("2026-03-03T10:00", "order_paid")
    assert CloseTask("goal") in journey.effects
    assert journey.ended == "2026-03-03T10:00 goal"
