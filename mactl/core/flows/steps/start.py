"""Starts another flow for the customer."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.flows.effects import Start as Started
from mactl.core.flows.outcomes import Outcome, Passed
from mactl.core.flows.step import Seat, Step
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Step):
    """Enrol the customer in the flow with this id, whose own filter and re-entry count; this journey goes on."""

    start: str

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("start the flow {name}", name=self.start)

    def run(self, seat: Seat) -> Outcome:
        """Start it and go on."""
        return Passed(effects=(Started(self.start, seat.at),))


STEP = Start
