"""A person's way through a flow, by the machine alone: events and ticks at instants as a person writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mactl.core.flows import machine
from mactl.core.flows import program as programs
from mactl.core.flows.effects import Await, Effect, End, OpenTask, Queue, Record, Requeue, Unawait
from mactl.core.flows.program import Program
from mactl.core.flows.state import Happened, Input, Settled, State, Turn
from mactl.core.flows.timing import duration_of
from mactl.core.flows.triggers.event import Event
from mactl.core.model.action import Action
from mactl.core.model.flow import Flow, FlowExit, FlowGoal
from mactl.core.schedule.durations import add
from mactl.core.schedule.instants import iso, parse_instant
from mactl.core.schedule.workdays import Workdays
from mactl.core.schedule.zones import zone

SHANGHAI = "Asia/Shanghai"
NEW_YORK = "America/New_York"


def program(*steps: Mapping[str, Any], actions: Mapping[str, Action] | None = None, **more: Any) -> Program:
    said: dict[str, Any] = {"id": "f", "name": "f", "trigger": {"event": "user_signup"}, "steps": steps, **more}
    said["goal"] = FlowGoal(**said["goal"]) if isinstance(said.get("goal"), dict) else said.get("goal")
    said["exit"] = tuple(FlowExit(**each) for each in said.get("exit", ()))
    return programs.compile(Flow(**said), actions or {})


class Journey:
    """One enrolment. Its messages are sent when they are due, moved by ``gate``, unless a fate is given for a step."""

    def __init__(
        self,
        program: Program,
        start: str,
        place: str = SHANGHAI,
        *,
        trigger: Mapping[str, Any] | None = None,
        answers: Mapping[str, Any] | None = None,
        fates: Mapping[str, Settled] | None = None,
        gate: Callable[[int], int] = lambda at: at,
        workdays: Workdays | None = None,
        customer: str = "u1",
        held: bool = False,
        paused: bool = False,
    ) -> None:
        self.program, self.zone, self.gate, self.workdays = program, zone(place), gate, workdays
        self.trigger, self.answers, self.fates = trigger or {}, dict(answers or {}), fates or {}
        self.customer, self.paused = customer, paused
        self.now = parse_instant(start, self.zone)
        quiet = program.trigger.quiet_for if isinstance(program.trigger, Event) else None
        since = add(self.now, duration_of(quiet), self.zone) if quiet else self.now
        self.state: State = machine.enter(program, self.now, since, held=held)
        self.message: int | None = None
        self.awaited: dict[str, str] = {}
        self.effects: list[Effect] = []
        self.log: list[tuple[str, ...]] = []
        self.run("due", since)

    # What happens.

    def until(self, when: str, tick: str | None = None) -> Journey:
        """Let time pass up to ``when``; with ``tick`` nothing is looked at before that instant."""
        last = parse_instant(tick or when, self.zone)
        while (due := self.next_due()) is not None and due <= parse_instant(when, self.zone):
            self.now = max(self.now, due, last if tick else 0)
            if self.state.phase == "sending":
                self.settle(due)
            else:
                self.run("due", due)
        self.now = max(self.now, last)
        return self

    def event(self, when: str, type_: str, **properties: Any) -> Journey:
        """Let an event happen, after all that is due before it."""
        self.until(when)
        at = parse_instant(when, self.zone)
        for role in sorted(role for role, awaited in self.awaited.items() if awaited in {type_, "*"}):
            if self.state.phase != "done":
                self.turn(self.put("event", at)._replace(event=Happened(type_, at, properties, role)))
        self.rest()
        return self

    def finish(self, when: str, outcome: str) -> Journey:
        """Let a person finish the task."""
        self.until(when)
        self.turn(self.put("task", parse_instant(when, self.zone))._replace(outcome=outcome))
        self.rest()
        return self

    def resume(self, when: str, late: Any = "send") -> Journey:
        self.now, self.paused = parse_instant(when, self.zone), False
        if self.state.phase == "parked":
            self.turn(self.put("resume", self.now)._replace(late=late))
        self.rest()
        return self

    # How it is driven.

    def next_due(self) -> int | None:
        if self.state.phase == "sending":
            return self.message
        return None if self.state.phase in {"done", "parked"} else self.state.due

    def settle(self, at: int) -> None:
        fate = self.fates.get(self.state.step, Settled("sent"))
        self.log.append((self.time(at), fate.state, self.state.step, fate.reason))
        self.message = None
        self.turn(self.put("settled", at)._replace(settled=fate))
        self.rest()

    def put(self, kind: Any, at: int) -> Input:
        return Input(
            kind, at, max(self.now, at), self.zone, self.customer, self.trigger, self.answers,
            paused=self.paused, workdays=self.workdays,
        )  # fmt: skip

    def run(self, kind: str, at: int) -> None:
        self.turn(self.put(kind, at))
        self.rest()

    def rest(self) -> None:
        """Take the turns that can be taken at once."""
        while self.again:
            self.turn(self.put("due", self.state.due or 0))

    def turn(self, put: Input) -> None:
        found: Turn = machine.turn(self.program, self.state, put)
        self.state, self.again = found.state, found.again
        self.effects += found.effects
        for each in found.effects:
            match each:
                case Queue(_step, _visit, due):
                    self.message = self.gate(due)
                case Await(type_, role, _until):
                    self.awaited[role] = type_
                case Unawait(role):
                    self.awaited = {} if not role else {key: kept for key, kept in self.awaited.items() if key != role}
                case End(outcome, at):
                    self.log.append((self.time(at), "exit", outcome))
                case _:
                    pass

    def time(self, at: int) -> str:
        return iso(at, self.zone)[:16]

    @property
    def sent(self) -> list[str]:
        """Return the instants and steps of what was sent."""
        return [f"{line[0]} {line[2]}" for line in self.log if line[1] == "sent"]

    @property
    def ended(self) -> str:
        """Return when and how the journey ended, or nothing."""
        return next((f"{line[0]} {line[2]}" for line in self.log if line[1] == "exit"), "")

    def trail(self) -> list[tuple[str, str, str]]:
        return [(each.step, each.what, each.detail) for each in self.effects if isinstance(each, Record)]

    def done(self) -> list[Effect]:
        """Return what was done beside messages and book-keeping."""
        kept = (Queue, Requeue, Record, Await, Unawait, End)
        return [each for each in self.effects if not isinstance(each, kept) and not isinstance(each, OpenTask)]
