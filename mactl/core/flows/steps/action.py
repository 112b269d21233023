"""Does what a named action of data/actions.json says; a version of a flow holds the action's body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mactl.core.flows.outcomes import Outcome, Passed
from mactl.core.flows.step import Seat, Step
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStep(Step):
    """Do a named action: when the flow is compiled, its send, do, task or webhook takes the place of the name."""

    SENDS: ClassVar[bool] = True
    action: str

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("the action {name}", name=self.action)

    def run(self, _seat: Seat) -> Outcome:
        """Go on: a program holds no step of this kind any more."""
        return Passed()


STEP = ActionStep
