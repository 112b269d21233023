"""What a step is: the socket that the files of ``steps/`` fit, and what one is given when it is taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, NamedTuple

from mactl.core.decode.faults import Path
from mactl.core.flows.outcomes import Outcome, Stayed
from mactl.core.flows.questions import Question
from mactl.core.flows.state import Input, State
from mactl.core.flows.timing import Hours, clock_of, duration_of, read_hours
from mactl.core.model.keys import STRICT, SchemaOf
from mactl.errors import MactlError
from mactl.i18n import _

# The steps of a branch and a condition: JSON here, read by who walks a flow.
Raw = Mapping[str, Any]
Steps = Annotated[tuple[Raw, ...], SchemaOf(name="steps")]
Arms = Mapping[str, Steps]
ConditionJson = Annotated[Raw, SchemaOf(name="condition")]
Wrong = tuple[Path, str, str]  # path inside the step, message, hint


class Seat(NamedTuple):
    """What a step is given: the flow's id, the enrolment's state, the instant it is due, and what is known."""

    flow: str
    state: State
    at: int
    put: Input


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(ABC):
    """One step as its file has it; a class of ``steps/`` adds its action key, which is the file's name.

    ``at`` counts from the anchor, ``wait`` from the end of the step before. ``on_skip`` and ``on_fail`` replace the
    flow's. ``GATED``: its window is not the step's but a gate of its message. ``SENDS``: it may send one. ``ACTS``: it
    does something that counts outside the flow, which whoever resumes may pass over. ``WAITS``: it only waits, and a
    pause lets it: what is waited for counts meanwhile, and timers keep their times (F7).
    """

    __pydantic_config__ = STRICT
    GATED: ClassVar[bool] = False
    SENDS: ClassVar[bool] = False
    ACTS: ClassVar[bool] = True
    WAITS: ClassVar[bool] = False
    id: str
    at: str | None = None
    wait: str | None = None
    window: Hours | None = None
    on_skip: str | None = None
    on_fail: str | None = None

    @abstractmethod
    def sentence(self) -> str:
        """Return what the step does, in the language spoken."""

    @abstractmethod
    def run(self, seat: Seat) -> Outcome:
        """Return what comes of taking the step."""

    def woken(self, _seat: Seat) -> Outcome:
        """Return what comes of an event, a deadline or a finished task, for a step that waits for such."""
        return Stayed()

    def awaits(self) -> str:
        """Return the type of event that the step waits for, "*" for any; "" is none."""
        return ""

    def questions(self, _flow: str) -> tuple[Question, ...]:
        """Return what must be known to take the step."""
        return ()

    def asks_again(self, _flow: str) -> tuple[Question, ...]:
        """Return what must be known at a wake while the step waits."""
        return ()

    def branches(self) -> Iterator[tuple[str, Path, tuple[Raw, ...]]]:
        """Yield the step's branches: name, path inside the step, and their steps as JSON."""
        yield from ()

    def ways(self) -> Iterator[str]:
        """Yield the branches by which it may go on; one that is not among ``branches`` is what follows the step."""
        yield from [name for name, _path, _steps in self.branches()] or [""]

    def never(self) -> Iterator[tuple[str, str]]:
        """Yield the branches that nobody ever takes, with why."""
        yield from ()

    def conditions(self) -> Iterator[tuple[Path, Raw]]:
        """Yield the conditions that the step names: path inside the step, and JSON."""
        yield from ()

    def targets(self) -> Iterator[tuple[Path, str]]:
        """Yield the ids of the steps that this one may jump to, with their paths."""
        for key, said in (("on_skip", self.on_skip), ("on_fail", self.on_fail)):
            if said is not None and said.startswith("goto:"):
                yield (key,), said.removeprefix("goto:")

    def check(self) -> Iterator[Wrong]:
        """Yield what the step's shape cannot say is wrong."""
        if not self.id.strip():
            yield ("id",), _("an id is wanted here"), _("Give every step an id of its own.")
        if self.at is not None and self.wait is not None:
            yield ("wait",), _('a step has "at" or "wait", not both'), _("Take one of them out.")
        yield from checked_duration(("at",), self.at)
        yield from checked_duration(("wait",), self.wait, signed=False)
        yield from checked_hours(("window",), self.window)
        for key, said in (("on_skip", self.on_skip), ("on_fail", self.on_fail)):
            yield from checked_next((key,), said)


def checked_some(path: Path, text: str | None) -> Iterator[Wrong]:
    """Yield that a length of time, if one is given, is none at all; whether it is one was looked at before."""
    try:
        if text is not None and duration_of(text).elapsed_ms() == 0:
            yield path, _("this is no time at all"), _("Write a time above zero, as in 3d.")
    except MactlError:
        return


def checked_duration(path: Path, text: str | None, *, signed: bool = True, some: bool = False) -> Iterator[Wrong]:
    """Yield what is wrong with a duration, if one is given; it must be ``some`` time at all where that is asked."""
    if text is None:
        return
    try:
        length = duration_of(text).elapsed_ms()
        if length < 0 and not signed:
            yield path, _("time does not run backwards here"), _("Write it without the minus.")
        if length == 0 and some:
            yield path, _("this is over at once: nobody would be waited for"), _("Write a time above zero, as in 3d.")
    except MactlError as wrong:
        yield path, wrong.message, wrong.hint


def checked_next(path: Path, said: str | None) -> Iterator[Wrong]:
    """Yield what is wrong with an ``on_skip`` or ``on_fail``."""
    if said is not None and said not in {"next", "exit"} and not said.startswith("goto:"):
        yield path, _("{value} is no way to go on", value=repr(said)), _('Write "next", "exit" or "goto:ID".')


def checked_hours(path: Path, hours: Hours | None) -> Iterator[Wrong]:
    """Yield what is wrong with a window, if one is given: it must open."""
    if hours is None:
        return
    try:
        read_hours(hours)
    except MactlError as wrong:
        yield path, wrong.message, wrong.hint


def checked_clock(path: Path, text: str | None) -> Iterator[Wrong]:
    """Yield what is wrong with a time of day, if one is given."""
    try:
        if text is not None:
            clock_of(text)
    except MactlError as wrong:
        yield path, wrong.message, wrong.hint
