"""Laws of the machine over any flow: one waker, time forward only, every path ends, a late tick changes nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mactl.core.flows import machine
from mactl.core.flows.effects import Draw, End, Queue, Record
from mactl.core.flows.program import Program
from mactl.core.flows.state import Happened, Input, Settled, State
from mactl.core.schedule.zones import zone
from tests.core.flows.journeys import program

ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")
START = st.integers(1_740_000_000_000, 1_900_000_000_000)
DELAYS = st.sampled_from(["0", "1h", "36h", "1d", "7d"])
WINDOWS = [{"start": "08:00", "stop": "10:00"}, {"start": "22:00", "stop": "02:00"}, {"weekdays": ["fri"]}]
FATES = st.sampled_from([Settled("sent"), Settled("skipped", "no_address"), Settled("failed"), Settled("unknown")])


@st.composite
def timed(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if draw(st.booleans()):
        made[draw(st.sampled_from(["at", "wait"]))] = draw(DELAYS)
    if draw(st.integers(0, 3)) == 0:
        made["window"] = draw(st.sampled_from(WINDOWS))
    return made


@st.composite
def branches(draw: st.DrawFn, depth: int) -> dict[str, Any]:
    return {key: draw(steps(depth - 1)) for key in ("then", "else") if draw(st.booleans())}


@st.composite
def step(draw: st.DrawFn, depth: int) -> dict[str, Any]:
    body: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"send": {"sms": ""}},
                {"send": {"sms": ""}, "on_skip": "exit"},
                {"do": [{"tag": "+x"}]},
                {"webhook": {"url": "https://example.com"}},
                {"if": {"tag": "x"}},
                {"wait_until": {"event": "order_paid", "timeout": "2d"}},
                {"wait_until": {"condition": {"tag": "x"}, "timeout": "1d"}},
                {"wait_until": {"weekday": "fri", "time": "02:30"}},
                {"wait_until": {"date": "profile.birthday"}},
                {"split": {"arms": {"a": 1, "b": 2}}},
                {"task": {"queue": "q", "title": "t", "timeout": "2d"}},
                {"exit": "enough"},
            ]
        )
    )
    made = {**draw(timed()), **body}
    if depth and ("if" in body or "wait_until" in body):
        made |= draw(branches(depth))
    if depth and "split" in body:
        made["arms"] = {"a": draw(steps(depth - 1))}
    return made


def steps(depth: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(step(depth), min_size=1, max_size=3)


def named(made: list[dict[str, Any]], path: str = "s") -> list[dict[str, Any]]:
    """Give every step an id of its own."""
    found = []
    for index, each in enumerate(made):
        own = {**each, "id": f"{path}{index}"}
        for key in ("then", "else"):
            if key in own:
                own[key] = named(own[key], f"{path}{index}{key[0]}")
        if "arms" in own:
            own["arms"] = {name: named(inner, f"{path}{index}{name}") for name, inner in own["arms"].items()}
        found.append(own)
    return found


@st.composite
def flows(draw: st.DrawFn) -> Program:
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more["goal"] = {"event": "order_paid", "within": "30d"}
    if draw(st.booleans()):
        more["filter"] = {"consent": "sms"}
    return program(*named(draw(steps(2))), **more)


def waker(state: State) -> bool:
    """Tell whether exactly the waker that the phase asks for is there (F3)."""
    if state.phase in {"waiting", "awaiting", "tasked", "parked"}:
        return state.due is not None
    return state.phase in {"sending", "done"}


class Walk:
    """An enrolment walked to its end, with the inputs that hypothesis draws."""

    def __init__(self, flow: Program, data: st.DataObject, start: int, *, late: int = 0) -> None:
        self.flow, self.data, self.late = flow, data, late
        self.zone = zone(data.draw(st.sampled_from(ZONES)))
        self.states = [machine.enter(flow, start, start)]
        self.effects: list[Any] = []
        self.pauses = 2  # nobody pauses for ever

    def run(self) -> Walk:
        state = self.states[-1]
        for _turn in range(500):
            if state.phase == "done":
                return self
            found = machine.turn(self.flow, state, self.wake(state))
            self.effects += found.effects
            state = found.state
            self.states.append(state)
        raise AssertionError("this journey never ends")

    def wake(self, state: State) -> Input:
        draw, at = self.data.draw, state.due if state.due is not None else state.since
        answers = {
            "if": draw(st.booleans()),
            "until": None,
            "date": draw(st.sampled_from([None, "1992-02-29", "2026-05-01"])),
        }
        put = Input("due", at, at + self.late, self.zone, "u1", answers=answers)
        if state.phase == "sending":
            fate = draw(FATES)
            return put._replace(kind="settled", at=at + draw(st.integers(0, 10**8)), settled=fate)
        if state.phase == "awaiting" and draw(st.booleans()):
            when = draw(st.integers(state.since, at))
            return put._replace(kind="event", at=when, event=Happened("order_paid", when, {}, "until"))
        if state.phase == "parked":
            return put._replace(kind="resume", late=draw(st.sampled_from(["send", "skip", "exit"])))
        paused = self.pauses > 0 and state.phase == "waiting" and draw(st.booleans())
        self.pauses -= paused
        return put._replace(paused=paused)


@settings(max_examples=60, deadline=None)
@given(flows(), st.data(), START)
def test_every_journey_ends_and_has_one_waker_till_then(flow: Program, data: st.DataObject, start: int) -> None:
    walk = Walk(flow, data, start).run()
    assert all(waker(state) for state in walk.states[1:])
    assert [type(each) for each in walk.effects].count(End) == 1
    assert all(later.since >= earlier.since for earlier, later in pairwise(walk.states))
    assert all(later.visit >= earlier.visit for earlier, later in pairwise(walk.states))
    queued = [each.visit for each in walk.effects if isinstance(each, Queue)]
    assert len(queued) == len(set(queued))
    steps = [each.step for each in walk.effects if isinstance(each, Queue)]
    assert len(steps) == len(set(steps))


@settings(max_examples=30, deadline=None)
@given(flows(), START, st.sampled_from(ZONES))
def test_when_the_tick_comes_changes_no_instant(flow: Program, start: int, name: str) -> None:
    """T5: walked on time or an hour, a day, a month late, the same steps are taken at the same instants."""

    def walked(late: int) -> list[Any]:
        state, effects = machine.enter(flow, start, start), []
        for _turn in range(500):
            at = state.due if state.due is not None else state.since
            put = Input("due", at, at + late, zone(name), "u1")
            if state.phase == "sending":
                put = put._replace(kind="settled", settled=Settled("sent"))
            found = machine.turn(flow, state, put)
            effects += [each for each in found.effects if isinstance(each, Queue | Draw | End)]
            effects += [each for each in found.effects if isinstance(each, Record) and each.what == "done"]
            state = found.state
            if state.phase == "done":
                return effects
        raise AssertionError("this journey never ends")

    on_time = walked(0)
    assert walked(3_600_000) == on_time
    assert walked(30 * 86_400_000) == on_time
