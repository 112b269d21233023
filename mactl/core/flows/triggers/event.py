"""An event starts the flow, at once or when it has been quiet for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mactl.core.decode.faults import Path
from mactl.core.flows.step import Raw, Wrong, checked_duration
from mactl.core.flows.timing import duration_of
from mactl.core.flows.trigger import Trigger
from mactl.core.segments.phrases import duration_phrase
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Trigger):
    """An event whose properties fit ``where``; with ``quiet_for`` the last of a burst, that long after it (T3)."""

    event: str
    where: Mapping[str, Any] = field(default_factory=dict)
    quiet_for: str | None = None

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        if self.quiet_for is None:
            return _("when {event} happens", event=self.event)
        length = duration_phrase(self.quiet_for)
        return _("when {event} happened and then not again for {length}", event=self.event, length=length)

    def due(self, at: int) -> int:
        """Return when the flow starts for an event at ``at`` with none after it."""
        return at + duration_of(self.quiet_for or "0").elapsed_ms()

    def events(self) -> tuple[str, ...]:
        """Return the event."""
        return (self.event,)

    def conditions(self) -> Iterator[tuple[Path, Raw]]:
        """Yield the event as a condition: it has the same ``where``."""
        yield (), {"event": self.event, "where": self.where}

    def check(self) -> Iterator[Wrong]:
        """Yield what the trigger's shape cannot say is wrong."""
        yield from checked_duration(("quiet_for",), self.quiet_for, signed=False)


TRIGGER = Event
