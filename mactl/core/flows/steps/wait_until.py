"""Waits for an event or a condition up to a deadline, or for a date, a time of day or a weekday."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from mactl.core.decode.faults import Path
from mactl.core.flows.dates import YEARLY, next_clock, next_occasion
from mactl.core.flows.matching import same
from mactl.core.flows.outcomes import Awaits, Outcome, Passed, Stayed
from mactl.core.flows.questions import Question
from mactl.core.flows.step import ConditionJson, Raw, Seat, Step, Steps, Wrong, checked_clock, checked_duration
from mactl.core.flows.timing import Weekday, after, clock_of, duration_of
from mactl.core.model.keys import STRICT
from mactl.core.segments.constant import constant
from mactl.core.segments.parse import examine
from mactl.core.segments.phrases import duration_phrase
from mactl.i18n import _

_ANYTHING = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """What is waited for: ``event`` or ``condition`` with a ``timeout``; or ``date``, ``time``, ``weekday``.

    ``match`` names a property that must be as in the trigger's event. ``date`` is a field of the profile, taken
    ``yearly`` (as birthdays are) or once, moved by ``offset``, at ``time``.
    """

    __pydantic_config__ = STRICT
    event: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    match: str | None = None
    condition: ConditionJson | None = None
    timeout: str | None = None
    date: str | None = None
    offset: str | None = None
    yearly: bool | None = None
    time: str | None = None
    weekday: Weekday | tuple[Weekday, ...] | None = None

    def sentence(self) -> str:
        """Return what is waited for, in the language spoken."""
        at_most = duration_phrase(self.timeout) if self.timeout else ""
        if self.event is not None:
            return _("{event}, {length} at most", event=self.event, length=at_most)
        if self.condition is not None:
            condition = examine(self.condition)[0].sentence()
            return _("{event}, {length} at most", event=condition, length=at_most)
        days = ", ".join(self.weekdays)
        return " ".join(part for part in (self.date or "", self.offset or "", days, self.time or "") if part)

    @property
    def weekdays(self) -> tuple[str, ...]:
        """The weekdays waited for."""
        return (self.weekday,) if isinstance(self.weekday, str) else self.weekday or ()

    @property
    def comes_by_itself(self) -> bool:
        """Whether a clock alone ends the waiting."""
        return self.event is None and self.condition is None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitUntil(Step):
    """Wait; go on with ``then`` when it came about, with ``else`` when the time was over or there is no such date."""

    ACTS: ClassVar[bool] = False
    WAITS: ClassVar[bool] = True
    wait_until: Until
    then: Steps = ()
    else_: Steps = ()

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("wait until {what}", what=self.wait_until.sentence())

    def run(self, seat: Seat) -> Outcome:
        """Look whether it is so already, else wait (F5)."""
        until, answer = self.wait_until, seat.put.answers.get("until")
        if until.comes_by_itself:
            return self._dated(seat)
        deadline = after(seat.at, until.timeout or "0", seat.put.zone)
        met = seat.at if answer is True else answer or None
        if met is not None and seat.at <= met <= deadline:
            return Passed("then", at=met)
        if deadline <= seat.put.now:
            return Passed("else", at=deadline)
        return Awaits(deadline, self.awaits())

    def woken(self, seat: Seat) -> Outcome:
        """Judge what came: the event, a change, or the deadline; a tie goes to the event."""
        until, put = self.wait_until, seat.put
        deadline = seat.state.due if seat.state.due is not None else seat.at
        if until.comes_by_itself:
            return Passed("then", at=deadline) if put.kind == "due" else Stayed()
        came = self._came(seat)
        if came is not None and came <= deadline:
            return Passed("then", at=came)
        over = put.kind == "due" or (came is not None and came > deadline)
        return Passed("else", at=deadline) if over else Stayed()

    def awaits(self) -> str:
        """Return the event that is waited for; a condition may come true by any."""
        return _ANYTHING if self.wait_until.condition is not None else self.wait_until.event or ""

    def questions(self, _flow: str) -> tuple[Question, ...]:
        """Ask whether it came about before one began to wait, or for the date."""
        until = self.wait_until
        if until.event is not None:
            asked = Question(
                "until", "event", type=until.event, where=until.where, match=until.match or "", since="due"
            )
            return (asked,)
        if until.date is not None:
            return (Question("date", "value", type=until.date),)
        return self.asks_again(_flow)

    def asks_again(self, _flow: str) -> tuple[Question, ...]:
        """Ask the condition at every wake."""
        condition = self.wait_until.condition
        return () if condition is None else (Question("until", "condition", condition=condition),)

    def branches(self) -> Iterator[tuple[str, Path, tuple[Raw, ...]]]:
        """Yield both ways."""
        yield "then", ("then",), self.then
        yield "else", ("else",), self.else_

    def never(self) -> Iterator[tuple[str, str]]:
        """Yield the way that what is waited for leaves out."""
        until = self.wait_until
        if until.comes_by_itself and until.date is None:
            yield "else", _("a time of day and a weekday always come")
        answer = None if until.condition is None else constant(until.condition)
        if answer is not None:
            why = _("its condition holds for everybody") if answer else _("its condition holds for nobody")
            yield "else" if answer else "then", why

    def conditions(self) -> Iterator[tuple[Path, Raw]]:
        """Yield the condition, or the event as one."""
        if self.wait_until.condition is not None:
            yield ("wait_until", "condition"), self.wait_until.condition
        if self.wait_until.event is not None:
            yield ("wait_until",), {"event": self.wait_until.event, "where": self.wait_until.where}

    def check(self) -> Iterator[Wrong]:
        """Yield what the step's shape cannot say is wrong."""
        yield from Step.check(self)
        yield from _check(self.wait_until)

    def _came(self, seat: Seat) -> int | None:
        """Return the instant at which what is waited for came about, None where it did not."""
        put = seat.put
        if self.wait_until.condition is not None:
            return seat.at if put.answers.get("until") is True else None
        event = put.event
        if event is None or event.role != "until" or event.at < seat.state.since:
            return None
        match = self.wait_until.match
        return event.at if match is None or same(event.properties, put.trigger, match) else None

    def _dated(self, seat: Seat) -> Outcome:
        until, zone = self.wait_until, seat.put.zone
        clock = None if until.time is None else clock_of(until.time)
        if until.date is None:
            at = next_clock(seat.at, clock, until.weekdays, zone)
        else:
            found = next_occasion(
                seat.put.answers.get("date"), yearly=until.date in YEARLY if until.yearly is None else until.yearly,
                clock=clock or 0, offset=duration_of(until.offset or "0"), since=seat.at, zone=zone,
            )  # fmt: skip
            if found is None:
                return Passed("else")
            at = found.due
        return Passed("then", at=at) if at <= seat.put.now else Awaits(at)


def _check(until: Until) -> Iterator[Wrong]:
    said = [each for each in (until.event, until.condition, until.date) if each is not None]
    if len(said) > 1 or not (said or until.time or until.weekdays):
        hint = _('Write "event" or "condition" with a "timeout", or "date", "time" or "weekday".')
        yield ("wait_until",), _("one thing is waited for"), hint
    if not until.comes_by_itself and until.timeout is None:
        hint = _('Say how long at most, as in "timeout": "3d"; nobody waits for ever.')
        yield ("wait_until",), _("“{key}” is missing", key="timeout"), hint
    if until.comes_by_itself and until.timeout is not None:
        yield ("wait_until", "timeout"), _("a date, time or weekday comes by itself"), _("Take it out.")
    yield from checked_duration(("wait_until", "timeout"), until.timeout, signed=False, some=True)
    yield from checked_duration(("wait_until", "offset"), until.offset)
    yield from checked_clock(("wait_until", "time"), until.time)


STEP = WaitUntil
