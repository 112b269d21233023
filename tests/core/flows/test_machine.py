"""The machine: steps in order at their instants, rules before steps (F4), instants of what was due (T5)."""

from __future__ import annotations

import pytest

from mactl.core.flows import machine
from mactl.core.flows.effects import Cancel, Queue, Requeue
from mactl.core.flows.state import Settled
from tests.core.flows.journeys import NEW_YORK, SHANGHAI, Journey, program

WELCOME = program(
    {"id": "hello", "send": {"email": "welcome"}},
    {"id": "guide", "at": "24h", "send": {"email": "guide"}},
    {"id": "coupon", "at": "7d", "send": {"email": "coupon"}},
)


@pytest.mark.parametrize("place", [SHANGHAI, NEW_YORK])
def test_steps_are_taken_at_their_instants(place: str) -> None:
    journey = Journey(WELCOME, "2026-03-02T14:10", place).until("2026-04-01")
    assert journey.sent == ["2026-03-02T14:10 hello", "2026-03-03T14:10 guide", "2026-03-09T14:10 coupon"]
    assert journey.ended == "2026-03-09T14:10 completed"


def test_days_keep_the_local_time_over_a_clock_change() -> None:
    """New York goes forward on 8 March 2026: seven days later it is the same local time, 24 hours are 24 hours."""
    journey = Journey(WELCOME, "2026-03-07T14:10", NEW_YORK).until("2026-04-01")
    assert journey.sent == ["2026-03-07T14:10 hello", "2026-03-08T15:10 guide", "2026-03-14T14:10 coupon"]


def test_at_does_not_drift_and_wait_counts_from_the_end_of_the_step_before() -> None:
    def ten_hours_late(at: int) -> int:
        return at + 10 * 3_600_000

    at = program({"id": "a", "send": {"sms": ""}}, {"id": "b", "at": "1d", "send": {"sms": ""}})
    wait = program({"id": "a", "send": {"sms": ""}}, {"id": "b", "wait": "1d", "send": {"sms": ""}})
    assert Journey(at, "2026-03-02T14:10", gate=ten_hours_late).until("2026-03-09").sent[1] == "2026-03-04T00:10 b"
    assert Journey(wait, "2026-03-02T14:10", gate=ten_hours_late).until("2026-03-09").sent[1] == "2026-03-04T10:10 b"


def test_a_step_is_never_taken_before_the_one_before_it_has_ended() -> None:
    flow = program({"id": "a", "at": "3d", "send": {"sms": ""}}, {"id": "b", "at": "1h", "send": {"sms": ""}})
    assert Journey(flow, "2026-03-02T14:10").until("2026-03-09").sent == ["2026-03-05T14:10 a", "2026-03-05T14:10 b"]


def test_a_branch_goes_on_at_what_follows_the_branching_step() -> None:
    flow = program(
        {
            "id": "vip",
            "if": {"tag": "vip"},
            "then": [{"id": "yes", "send": {"sms": ""}}],
            "else": [{"id": "no", "exit": "not a member"}],
        },
        {"id": "last", "send": {"email": ""}},
    )
    yes = Journey(flow, "2026-03-02T14:10", answers={"if": True}).until("2026-03-09")
    assert [line[2] for line in yes.log] == ["yes", "last", "completed"]
    no = Journey(flow, "2026-03-02T14:10", answers={"if": False}).until("2026-03-09")
    assert no.ended == "2026-03-02T14:10 not a member"


def test_a_goal_ends_the_journey_and_withdraws_the_message_nobody_has_claimed() -> None:
    flow = program(
        {"id": "remind", "at": "1h", "send": {"sms": ""}},
        goal={"event": "order_paid", "match": "cart_id", "within": "7d"},
        exit=[{"event": "cart_emptied", "match": "cart_id"}],
    )
    journey = Journey(flow, "2026-03-02T14:10", trigger={"cart_id": "c1"}).until("2026-03-02T15:00")
    journey.event("2026-03-02T15:01", "order_paid", cart_id="other")
    assert not journey.ended
    journey.event("2026-03-02T15:02", "order_paid", cart_id="c1")
    assert journey.ended == "2026-03-02T15:02 goal"

    waiting = Journey(flow, "2026-03-02T14:10", trigger={"cart_id": "c1"}, gate=lambda at: at + 10**8)
    waiting.until("2026-03-02T15:30").event("2026-03-02T15:31", "cart_emptied", cart_id="c1")
    assert waiting.ended == "2026-03-02T15:31 cart_emptied"
    assert Cancel("cart_emptied") in waiting.effects


def test_a_goal_counts_within_its_time_only() -> None:
    flow = program({"id": "a", "at": "30d", "exit": "x"}, goal={"event": "order_paid", "within": "7d"})
    assert not Journey(flow, "2026-03-02T14:10").event("2026-03-09T14:11", "order_paid").ended
    assert Journey(flow, "2026-03-02T14:10").event("2026-03-09T14:10", "order_paid").ended == "2026-03-09T14:10 goal"


def test_a_goal_that_was_met_before_the_enrolment_began_is_seen_at_once() -> None:
    flow = program({"id": "a", "at": "1h", "send": {"sms": ""}}, goal={"event": "order_paid"})
    start = Journey(flow, "2026-03-02T14:10").now
    met = Journey(flow, "2026-03-02T14:10", answers={"goal": start + 60_000})
    assert met.ended == "2026-03-02T14:11 goal"
    assert not Journey(flow, "2026-03-02T14:10", answers={"goal": start - 60_000}).ended


def test_the_filter_is_asked_again_at_every_wake() -> None:
    flow = program({"id": "a", "at": "1h", "send": {"sms": ""}}, filter={"consent": "sms"})
    journey = Journey(flow, "2026-03-02T14:10")
    assert [each.id for each in machine.questions(flow, journey.state)] == ["filter"]
    journey.answers["filter"] = False
    assert journey.until("2026-03-03").ended == "2026-03-02T15:10 filter"


@pytest.mark.parametrize(
    ("on_skip", "fate", "end"),
    [
        ("next", Settled("skipped", "no_address"), ["a", "b", "completed"]),
        ("exit", Settled("skipped", "no_address"), ["a", "skipped"]),
        ("goto:c", Settled("skipped", "no_address"), ["a", "c", "completed"]),
        ("exit", Settled("unknown"), ["a", "b", "completed"]),
        ("exit", Settled("held_out"), ["a", "b", "completed"]),
        ("exit", Settled("failed"), ["a", "b", "completed"]),
    ],
)
def test_a_message_that_does_not_go_never_holds_a_person(on_skip: str, fate: Settled, end: list[str]) -> None:
    flow = program(
        {"id": "a", "on_skip": on_skip, "send": {"sms": ""}},
        {"id": "b", "send": {"sms": ""}, "on_skip": "exit"},
        {"id": "c", "send": {"email": ""}},
    )
    journey = Journey(flow, "2026-03-02T14:10", fates={"a": fate}).until("2026-03-09")
    assert [line[2] for line in journey.log if line[2] != "c" or end[1] == "c"] == end


def test_a_late_tick_changes_no_instant() -> None:
    on_time = Journey(WELCOME, "2026-03-02T14:10").until("2026-04-01")
    late = Journey(WELCOME, "2026-03-02T14:10").until("2026-04-01", tick="2026-04-01T09:00")
    assert late.log == on_time.log


def test_a_paused_flow_parks_and_forgets_nobody() -> None:
    flow = program({"id": "a", "at": "1h", "send": {"sms": ""}}, {"id": "b", "wait": "1h", "send": {"sms": ""}})
    for late, log in (
        ("send", ["2026-03-02T15:10 a", "2026-03-02T16:10 b"]),
        ("skip", ["2026-03-02T16:10 b"]),
        ("exit", []),
    ):
        journey = Journey(flow, "2026-03-02T14:10", paused=True).until("2026-03-03")
        assert journey.state.phase == "parked"
        assert journey.resume("2026-03-03", late).until("2026-03-04").sent == log
        assert journey.ended


def test_a_delayed_message_is_looked_at_again_before_it_goes() -> None:
    flow = program({"id": "a", "send": {"sms": ""}}, filter={"consent": "sms"})
    journey = Journey(flow, "2026-03-02T23:40", gate=lambda at: at + 10**8)
    delayed = journey.state._replace(due=journey.message)
    released = machine.turn(flow, delayed, journey.put("due", delayed.due or 0))
    assert released.effects == (Requeue(),)
    assert released.state.due is None
    journey.answers["filter"] = False
    left = machine.turn(flow, delayed, journey.put("due", delayed.due or 0))
    assert left.state.phase == "done"
    assert Cancel("filter") in left.effects


def test_held_people_are_timed_like_everybody() -> None:
    journey = Journey(
        WELCOME, "2026-03-02T14:10", held=True, fates=dict.fromkeys(("hello", "guide", "coupon"), Settled("held_out"))
    )
    journey.until("2026-04-01")
    assert [line[:3] for line in journey.log] == [
        ("2026-03-02T14:10", "held_out", "hello"),
        ("2026-03-03T14:10", "held_out", "guide"),
        ("2026-03-09T14:10", "held_out", "coupon"),
        ("2026-03-09T14:10", "exit", "completed"),
    ]
    assert [each.visit for each in journey.effects if isinstance(each, Queue)] == [1, 2, 3]
