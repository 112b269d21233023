"""The flow starts for who has not done anything for a while."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mactl.core.flows.step import Wrong, checked_duration
from mactl.core.flows.timing import duration_of
from mactl.core.flows.trigger import Trigger
from mactl.core.segments.phrases import duration_phrase
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Inactive(Trigger):
    """No event (of the types ``of``; without it: none that the customer did) for so long; the anchor is the last one.

    A day is 24 hours. Messages and other events that the shop makes are nobody's activity.
    """

    inactive: str
    of: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        length = duration_phrase(self.inactive)
        if self.of:
            return _("after {length} without {events}", length=length, events=", ".join(self.of))
        return _("after {length} without any activity", length=length)

    def due(self, at: int) -> int:
        """Return when the flow starts for a last activity at ``at``."""
        return at + duration_of(self.inactive).elapsed_ms()

    def events(self) -> tuple[str, ...]:
        """Return the events that count as activity; none means any."""
        return self.of

    def check(self) -> Iterator[Wrong]:
        """Yield what the trigger's shape cannot say is wrong."""
        yield from checked_duration(("inactive",), self.inactive, signed=False)


TRIGGER = Inactive
