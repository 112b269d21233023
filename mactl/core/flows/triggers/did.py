"""The flow starts for who did one thing and not another within a time."""

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
class Did(Trigger):
    """The event ``did`` (fitting ``where``), and within a time no event ``not``; the flow starts when it is over (E5).

    With ``match`` only a ``not`` with that property as ``did`` has it counts.
    """

    did: str
    not_: str
    within: str
    where: Mapping[str, Any] = field(default_factory=dict)
    match: str | None = None

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        length = duration_phrase(self.within)
        return _("{length} after {event}, without {other} since", length=length, event=self.did, other=self.not_)

    def due(self, at: int) -> int:
        """Return when the flow starts for an event at ``at`` that nothing follows."""
        return at + duration_of(self.within).elapsed_ms()

    def events(self) -> tuple[str, ...]:
        """Return both events: one starts the clock, the other stops it."""
        return (self.did, self.not_)

    def conditions(self) -> Iterator[tuple[Path, Raw]]:
        """Yield the event as a condition: it has the same ``where``."""
        yield (), {"event": self.did, "where": self.where}

    def check(self) -> Iterator[Wrong]:
        """Yield what the trigger's shape cannot say is wrong."""
        yield from checked_duration(("within",), self.within, signed=False)


TRIGGER = Did
