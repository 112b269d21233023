"""The flow starts for who enters a segment, or leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mactl.core.decode.faults import Path
from mactl.core.flows.trigger import Trigger
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment(Trigger):
    """Entering (``on``: "enter") or leaving ("exit") the segment, at the instant at which it became true (S1)."""

    segment: str
    on: Literal["enter", "exit"] = "enter"

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        if self.on == "exit":
            return _("on leaving the segment {name}", name=self.segment)
        return _("on entering the segment {name}", name=self.segment)

    def segments(self) -> Iterator[tuple[Path, str]]:
        """Yield the segment."""
        yield ("segment",), self.segment


TRIGGER = Segment
