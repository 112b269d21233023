"""Asks a condition and goes one of two ways."""  # noqa: N999 - a file is named as its action key

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.decode.faults import Path
from mactl.core.flows.outcomes import Outcome, Passed
from mactl.core.flows.questions import Question
from mactl.core.flows.step import ConditionJson, Raw, Seat, Step, Steps
from mactl.core.segments.constant import constant
from mactl.core.segments.parse import examine
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Step):
    """Go on with the steps of ``then`` where the condition holds, with those of ``else`` where it does not."""

    ACTS: ClassVar[bool] = False
    if_: ConditionJson
    then: Steps = ()
    else_: Steps = ()

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("if {condition}", condition=examine(self.if_)[0].sentence())

    def run(self, seat: Seat) -> Outcome:
        """Go the way that the answer says."""
        return Passed("then" if seat.put.answers.get("if") else "else")

    def questions(self, _flow: str) -> tuple[Question, ...]:
        """Ask the condition."""
        return (Question("if", "condition", condition=self.if_),)

    def branches(self) -> Iterator[tuple[str, Path, tuple[Raw, ...]]]:
        """Yield both ways."""
        yield "then", ("then",), self.then
        yield "else", ("else",), self.else_

    def never(self) -> Iterator[tuple[str, str]]:
        """Yield the way that a condition leaves out whose answer is the same for everybody."""
        answer = constant(self.if_)
        if answer is not None:
            why = _("its condition holds for everybody") if answer else _("its condition holds for nobody")
            yield "else" if answer else "then", why

    def conditions(self) -> Iterator[tuple[Path, Raw]]:
        """Yield the condition."""
        yield ("if",), self.if_


STEP = If
