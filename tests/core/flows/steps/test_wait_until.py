"""Waiting for events, conditions, dates, times and weekdays: deadlines, ties, both clock changes, leap days."""

from __future__ import annotations

from typing import Any

import pytest

from mactl.core.flows import machine
from mactl.core.flows.effects import Await, Unawait
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from tests.core.flows.journeys import NEW_YORK, SHANGHAI, Journey, program


def waits(**until: Any) -> Any:
    return program(
        {
            "id": "w",
            "wait_until": until,
            "then": [{"id": "yes", "send": {"sms": ""}}],
            "else": [{"id": "no", "send": {"sms": ""}}],
        },
    )


PAID = waits(event="order_paid", match="order_id", timeout="3d")


def test_the_event_ends_the_waiting_at_its_own_instant() -> None:
    journey = Journey(PAID, "2026-03-02T14:10", trigger={"order_id": 7})
    assert Await("order_paid", "until", journey.state.due) in journey.effects
    journey.event("2026-03-03T09:00", "order_paid", order_id="8")
    assert journey.state.phase == "awaiting"
    journey.event("2026-03-03T10:00", "order_paid", order_id="7").until("2026-04-01")
    assert journey.sent == ["2026-03-03T10:00 yes"]
    assert Unawait("until") in journey.effects


def test_the_deadline_ends_the_waiting() -> None:
    assert Journey(PAID, "2026-03-02T14:10").until("2026-04-01").sent == ["2026-03-05T14:10 no"]


def test_a_tie_goes_to_the_event_and_one_later_comes_too_late() -> None:
    tie = Journey(waits(event="order_paid", timeout="1h"), "2026-03-02T14:10")
    tie.turn(tie.put("event", tie.state.due or 0)._replace(event=happened(tie, 0)))
    assert tie.state.step == "yes"
    late = Journey(waits(event="order_paid", timeout="1h"), "2026-03-02T14:10")
    late.turn(late.put("event", (late.state.due or 0) + 1)._replace(event=happened(late, 1)))
    assert late.state.step == "no"
    assert late.state.since == parse_instant("2026-03-02T15:10", zone(SHANGHAI))


def happened(journey: Journey, later: int) -> Any:
    from mactl.core.flows.state import Happened

    return Happened("order_paid", (journey.state.due or 0) + later, {}, "until")


def test_what_happened_before_one_began_to_wait_is_asked_first() -> None:
    """The step was due at 14:10, the event came at 14:30, the tick at 16:00: it counts; so does a deadline passed."""
    flow = waits(event="order_paid", timeout="1h")
    start = parse_instant("2026-03-02T14:10", zone(SHANGHAI))
    state = machine.enter(flow, start, start)
    for answer, step in ((start + 20 * 60_000, "yes"), (start + 61 * 60_000, "no"), (None, "no"), (start - 1, "no")):
        journey = Journey(flow, "2026-03-02T14:10")
        put = journey.put("due", start)._replace(now=start + 110 * 60_000, answers={"until": answer})
        waiting = machine.turn(flow, state, put).state
        assert machine.turn(flow, waiting, put).state.step == step


def test_a_condition_is_asked_at_once_at_every_event_and_at_the_deadline() -> None:
    flow = waits(condition={"tag": "vip"}, timeout="2d")
    assert Journey(flow, "2026-03-02T14:10", answers={"until": True}).until("2026-04-01").sent == [
        "2026-03-02T14:10 yes"
    ]
    journey = Journey(flow, "2026-03-02T14:10")
    assert journey.awaited == {"until": "*"}
    assert [each.id for each in machine.questions(flow, journey.state)] == ["until"]
    journey.event("2026-03-03T10:00", "page_view")
    assert journey.state.phase == "awaiting"
    journey.answers["until"] = True
    assert journey.event("2026-03-03T11:00", "page_view").until("2026-04-01").sent == ["2026-03-03T11:00 yes"]
    assert Journey(flow, "2026-03-02T14:10").until("2026-04-01").sent == ["2026-03-04T14:10 no"]


@pytest.mark.parametrize("place", [SHANGHAI, NEW_YORK])
@pytest.mark.parametrize(
    ("start", "until", "sent"),
    [
        ("2026-03-02T14:10", {"time": "20:00"}, "2026-03-02T20:00"),
        ("2026-03-02T22:30", {"time": "20:00"}, "2026-03-03T20:00"),
        ("2026-03-02T20:00", {"time": "20:00"}, "2026-03-02T20:00"),
        ("2026-03-02T14:10", {"weekday": "fri", "time": "10:00"}, "2026-03-06T10:00"),
        ("2026-03-06T10:00", {"weekday": "fri", "time": "10:00"}, "2026-03-06T10:00"),
        ("2026-03-06T10:01", {"weekday": "fri", "time": "10:00"}, "2026-03-13T10:00"),
        ("2026-03-02T14:10", {"weekday": ["sat", "sun"]}, "2026-03-07T00:00"),
        ("2026-03-07T14:10", {"weekday": ["sat", "sun"]}, "2026-03-07T14:10"),
        ("2026-12-31T23:40", {"time": "09:00"}, "2027-01-01T09:00"),
    ],
)
def test_times_of_day_and_weekdays(place: str, start: str, until: dict[str, Any], sent: str) -> None:
    assert Journey(waits(**until), start, place).until("2027-02-01").sent == [f"{sent} yes"]


@pytest.mark.parametrize(
    ("start", "time", "sent"),
    [
        ("2026-03-07T23:40", "02:30", "2026-03-08T03:00"),  # the clocks go forward over it
        ("2026-03-08T04:00", "02:30", "2026-03-09T02:30"),
        ("2026-10-31T23:40", "01:30", "2026-11-01T01:30"),  # it comes twice: the first
    ],
)
def test_a_time_of_day_comes_once_when_clocks_change(start: str, time: str, sent: str) -> None:
    assert Journey(waits(time=time), start, NEW_YORK).until("2026-12-01").sent == [f"{sent} yes"]


@pytest.mark.parametrize(
    ("value", "more", "start", "sent"),
    [
        ("1990-04-12", {"date": "profile.birthday", "time": "09:00"}, "2026-03-02T14:10", "2026-04-12T09:00 yes"),
        ("1990-04-12", {"date": "profile.birthday", "offset": "-3d"}, "2026-03-02T14:10", "2026-04-09T00:00 yes"),
        ("1990-04-12", {"date": "profile.birthday", "offset": "-3d"}, "2026-04-10T14:10", "2027-04-09T00:00 yes"),
        ("--04-12", {"date": "profile.birthday"}, "2026-03-02T14:10", "2026-04-12T00:00 yes"),
        ("1992-02-29", {"date": "profile.birthday"}, "2026-01-02T14:10", "2026-02-28T00:00 yes"),
        ("1992-02-29", {"date": "profile.birthday"}, "2028-01-02T14:10", "2028-02-29T00:00 yes"),
        ("lunar:08-15", {"date": "profile.birthday", "time": "09:00"}, "2026-03-02T14:10", "2026-09-25T09:00 yes"),
        ("2026-05-01", {"date": "profile.contract_end", "offset": "-7d"}, "2026-03-02T14:10", "2026-04-24T00:00 yes"),
        ("2026-05-01", {"date": "profile.contract_end"}, "2026-05-02T14:10", "2026-05-02T14:10 no"),
        ("2020-05-01", {"date": "profile.x", "yearly": True}, "2026-03-02T14:10", "2026-05-01T00:00 yes"),
        (None, {"date": "profile.birthday"}, "2026-03-02T14:10", "2026-03-02T14:10 no"),
        ("soon", {"date": "profile.birthday"}, "2026-03-02T14:10", "2026-03-02T14:10 no"),
    ],
)
def test_dates_of_the_profile(value: object, more: dict[str, Any], start: str, sent: str) -> None:
    assert Journey(waits(**more), start, answers={"date": value}).until("2029-01-01").sent == [sent]
