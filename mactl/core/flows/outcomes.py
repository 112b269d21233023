"""What a step can answer the machine: a closed set of outcomes."""

from __future__ import annotations

from typing import NamedTuple

from mactl.core.flows.effects import Effects


class Passed(NamedTuple):
    """The step is done: on to the steps of ``branch``, or to what follows. ``at`` is when it ended, if not at once."""

    branch: str = ""
    effects: Effects = ()
    at: int | None = None


class Queued(NamedTuple):
    """The step's message goes to the ledger; the step ends with it."""


class Awaits(NamedTuple):
    """The step waits until ``until``, or for events of ``type`` before ("" is none)."""

    until: int
    type: str = ""


class Tasked(NamedTuple):
    """The step waits for a person, up to ``until``; what is asked is due at ``due``."""

    due: int
    until: int


class Jumped(NamedTuple):
    """The enrolment goes on at step ``to``."""

    to: str


class Left(NamedTuple):
    """The enrolment ends here, for ``reason``."""

    reason: str


class Stayed(NamedTuple):
    """Nothing that matters to the step happened: it goes on waiting."""


Outcome = Passed | Queued | Awaits | Tasked | Jumped | Left | Stayed
