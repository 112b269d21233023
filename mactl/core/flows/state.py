"""Where an enrolment stands, what wakes it and what is known then, and what a turn gives back: plain tuples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from mactl.core.flows.effects import Effects
from mactl.core.schedule.workdays import Workdays

# arriving: just enrolled; waiting: for its instant; sending: its message is in the ledger; awaiting: an event, a
# condition or a date, with a deadline; tasked: a person has something to do; parked: the flow is paused; done: ended.
Phase = Literal["arriving", "waiting", "sending", "awaiting", "tasked", "parked", "done"]
Kind = Literal["due", "event", "settled", "task", "resume"]


class State(NamedTuple):
    """Where an enrolment stands.

    ``anchor`` is the instant that ``at`` counts from. ``since`` is when the step before ended (arriving, waiting,
    parked), or when this one began (sending, awaiting, tasked). ``due`` is the next instant at which to look, or None.
    ``visit`` counts the steps arrived at (1, 2, 3 ...). ``held`` is a person of the holdout.
    """

    step: str
    phase: Phase
    anchor: int
    since: int
    due: int | None
    visit: int
    held: bool = False


class Happened(NamedTuple):
    """An event that wakes an enrolment in a ``role``; its ``where`` was looked at, its ``match`` was not.

    ``number`` is the store's, by which it is found again.
    """

    type: str
    at: int
    properties: Mapping[str, Any]
    role: str
    number: int = 0


class Settled(NamedTuple):
    """What became of the message of a send step: its ledger state ("sent", "skipped" ...) and reason."""

    state: str
    reason: str = ""


class Input(NamedTuple):
    """What wakes an enrolment, and what is known then.

    ``at`` is the logical instant of what woke it: the state's due, the event's instant, the message's first_due, a
    finished task's end. ``now`` is the tick's. ``zone`` is the customer's zone. ``customer`` is the public id, which
    arms are drawn by. ``trigger`` are the properties of the event that started the enrolment. ``answers`` are those to
    ``questions``: true or false for a condition, an instant or None for an event, a value or None for a profile's
    field, an arm or None for a test. ``outcome`` is a task's, ``late`` what is done with steps overdue at a resume.
    ``workdays`` is the shop's calendar. ``passed`` are steps done in an earlier version of the flow.
    """

    kind: Kind
    at: int
    now: int
    zone: ZoneInfo
    customer: str = ""
    trigger: Mapping[str, Any] = {}
    answers: Mapping[str, Any] = {}
    event: Happened | None = None
    settled: Settled | None = None
    outcome: str = ""
    paused: bool = False
    late: Literal["send", "skip", "exit"] = "send"
    workdays: Workdays | None = None
    passed: frozenset[str] = frozenset()

    # By position: tens of thousands a second are made, and by name it takes three times as long.
    def told(self, answers: Mapping[str, Any]) -> Input:
        """Return the same with the answers to what was asked."""
        return Input._make((*self[:6], answers, *self[7:]))

    def onward(self, at: int) -> Input:
        """Return what the turn is told that follows at once, due ``at``."""
        return Input._make(("due", at, *self[2:8], None, *self[9:]))


class Turn(NamedTuple):
    """What a turn gives back: the next state, and what is to be done; ``again``: the next turn can be taken at once."""

    state: State
    effects: Effects = ()
    again: bool = False
