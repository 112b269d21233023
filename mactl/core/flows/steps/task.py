"""Gives a person something to do, a call or a visit, with outcomes and a path for what is not done in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from mactl.core.decode.faults import Path
from mactl.core.flows.outcomes import Outcome, Passed, Stayed, Tasked
from mactl.core.flows.step import Arms, Raw, Seat, Step, Steps, Wrong, checked_duration, checked_hours
from mactl.core.flows.timing import Hours, after, read_hours
from mactl.core.model.keys import STRICT
from mactl.core.schedule.windows import next_allowed
from mactl.core.schedule.workdays import Workdays
from mactl.i18n import _

_PATIENCE = "7d"  # how long a task without a time limit is waited for: nobody waits for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is to be done: ``title`` and ``script`` are templates; without ``assignee`` it is the customer's owner's.

    It is to be done within ``due``, counted in working ``hours``, with one of ``outcomes``. After ``timeout`` (default:
    as ``due``, else 7 days) the journey goes on without.
    """

    __pydantic_config__ = STRICT
    queue: str
    title: str
    script: str = ""
    assignee: str | None = None
    hours: Hours | None = None
    due: str | None = None
    outcomes: tuple[str, ...] = ("done",)
    timeout: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Step):
    """Ask a person, wait, and go on with the arm of the outcome; with ``else`` when it was not done in time (M9)."""

    task: Work
    arms: Arms = field(default_factory=dict)
    else_: Steps = ()

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("ask {queue}: {title}", queue=self.task.queue, title=self.task.title)

    def run(self, seat: Seat) -> Outcome:
        """Open the task."""
        return self.times(seat.at, seat.put.zone, seat.put.workdays)

    def times(self, at: int, zone: ZoneInfo, workdays: Workdays | None) -> Tasked:
        """Return until when a task is to be done, and waited for, that was opened ``at`` an instant."""
        work = self.task
        due = after(at, work.due or work.timeout or _PATIENCE, zone)
        if work.hours is not None:
            due = next_allowed(due, read_hours(work.hours), zone, workdays)
        until = after(at, work.timeout, zone) if work.timeout else due
        return Tasked(due, max(until, at))

    def woken(self, seat: Seat) -> Outcome:
        """Go on with the outcome, or without one when the time is over."""
        if seat.put.kind == "task":
            return Passed(seat.put.outcome, at=seat.put.at)
        return Passed("else", at=seat.state.due) if seat.put.kind == "due" else Stayed()

    def branches(self) -> Iterator[tuple[str, Path, tuple[Raw, ...]]]:
        """Yield the arms of the outcomes, then the way when nobody did it."""
        for name, steps in self.arms.items():
            yield name, ("arms", name), steps
        yield "else", ("else",), self.else_

    def ways(self) -> Iterator[str]:
        """Yield the outcomes, with steps of their own or without, then the way when nobody did it."""
        yield from (*self.task.outcomes, "else")

    def check(self) -> Iterator[Wrong]:
        """Yield what the step's shape cannot say is wrong."""
        yield from Step.check(self)
        if not self.task.outcomes or len(set(self.task.outcomes)) != len(self.task.outcomes):
            hint = _('Write them as in ["sold", "refused", "no_answer"].')
            yield ("task", "outcomes"), _("outcomes are wanted, each once"), hint
        for name in self.arms:
            if name not in self.task.outcomes:
                yield ("arms", name), _("the task has no such outcome"), _('Add it to "outcomes", or remove this.')
        yield from checked_duration(("task", "due"), self.task.due, signed=False)
        yield from checked_duration(("task", "timeout"), self.task.timeout, signed=False, some=True)
        yield from checked_hours(("task", "hours"), self.task.hours)


STEP = Task
