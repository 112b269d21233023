"""Ends the journey for a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.flows.outcomes import Left, Outcome
from mactl.core.flows.step import Seat, Step, Wrong
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit(Step):
    """Leave the flow; the enrolment's outcome is the reason."""

    ACTS: ClassVar[bool] = False
    exit: str

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("leave: {reason}", reason=self.exit)

    def run(self, _seat: Seat) -> Outcome:
        """Leave."""
        return Left(self.exit)

    def ways(self) -> Iterator[str]:
        """Yield nothing: nobody goes on."""
        yield from ()

    def check(self) -> Iterator[Wrong]:
        """Yield what the step's shape cannot say is wrong."""
        yield from Step.check(self)
        if not self.exit.strip():
            yield ("exit",), _("a reason is wanted here"), _('Write it as in "exit": "not interested".')


STEP = Exit
