"""The flow starts again and again, as a cron line says, for everybody of a segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mactl.core.decode.faults import Path
from mactl.core.flows.step import Wrong
from mactl.core.flows.trigger import Trigger, whom
from mactl.core.schedule.recurrence import next_after, parse_cron
from mactl.errors import MactlError
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron(Trigger):
    """A cron line ("0 10 * * mon"), read in the flow's zone, else the workspace's; ``segment`` may be "all"."""

    cron: str
    segment: str = "all"

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return _("as {line} says, for {segment}", line=self.cron, segment=whom(self.segment))

    def next(self, instant: int, zone: ZoneInfo) -> int | None:
        """Return the first time after ``instant``."""
        return next_after(parse_cron(self.cron, zone), instant)

    def segments(self) -> Iterator[tuple[Path, str]]:
        """Yield the segment, unless everybody is meant."""
        if self.segment != "all":
            yield ("segment",), self.segment

    def check(self) -> Iterator[Wrong]:
        """Yield what the trigger's shape cannot say is wrong."""
        try:
            parse_cron(self.cron, ZoneInfo("UTC"))
        except MactlError as wrong:
            yield ("cron",), wrong.message, wrong.hint


TRIGGER = Cron
