"""Goes on at a step further down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.decode.faults import Path
from mactl.core.flows.outcomes import Jumped, Outcome
from mactl.core.flows.step import Seat, Step
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Goto(Step):
    """Go on at the step with this id, which must stand further down in the file: no journey goes in circles."""

    ACTS: ClassVar[bool] = False
    goto: str

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("go on at {step}", step=self.goto)

    def run(self, _seat: Seat) -> Outcome:
        """Go there."""
        return Jumped(self.goto)

    def ways(self) -> Iterator[str]:
        """Yield nothing: it jumps."""
        yield from ()

    def targets(self) -> Iterator[tuple[Path, str]]:
        """Yield where it leads."""
        yield from Step.targets(self)
        yield ("goto",), self.goto


STEP = Goto
