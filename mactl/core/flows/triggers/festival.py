"""The flow starts around a festival of the shop's calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from mactl.core.decode.faults import Path
from mactl.core.flows.dates import Occasion
from mactl.core.flows.step import Wrong, checked_clock, checked_duration
from mactl.core.flows.timing import clock_of, duration_of
from mactl.core.flows.trigger import A_DAY, Trigger, whom
from mactl.core.model.festival import Festival as Kept
from mactl.core.schedule import festivals
from mactl.core.schedule.durations import add
from mactl.core.schedule.typed import is_before, unsigned
from mactl.core.schedule.zones import day_of, instant_of
from mactl.core.segments.phrases import duration_phrase
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Festival(Trigger):
    """The festival (by id or name, data/festivals.json) moved by ``offset``, at the time of day ``at``.

    Everybody of ``segment`` is enrolled ("all": every customer). The zone is the flow's, else the workspace's.
    """

    AHEAD: ClassVar[bool] = True
    APART: ClassVar[int] = A_DAY
    festival: str
    offset: str = "0"
    at: str = "09:00"
    segment: str = "all"

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        if duration_of(self.offset).elapsed_ms() == 0:
            return _("at {name}, {time}, for {segment}", name=self.festival, time=self.at, segment=whom(self.segment))
        length = duration_phrase(unsigned(self.offset))
        names = {"length": length, "name": self.festival, "time": self.at, "segment": whom(self.segment)}
        if is_before(self.offset):
            return _("{length} before {name}, {time}, for {segment}", **names)
        return _("{length} after {name}, {time}, for {segment}", **names)

    def due(self, at: int) -> int:
        """Return when the flow starts for a date at ``at``."""
        return at + duration_of(self.offset).elapsed_ms()

    def occasion(self, festival: Kept, since: int, zone: ZoneInfo) -> Occasion:
        """Return the next time that is due at ``since`` or later; raise MactlError past the years that are known."""
        offset, clock = duration_of(self.offset), clock_of(self.at)
        day = day_of(since, zone) - timedelta(days=abs(offset.elapsed_ms()) // 86_400_000 + 2)
        first = date(festivals.years(festival)[0], 1, 1)
        while True:
            found = festivals.next_on(festival, max(day, first))
            anchor = instant_of(datetime.combine(found.day, time()) + timedelta(minutes=clock), zone)
            due = add(anchor, offset, zone)
            if due >= since:
                return Occasion(anchor, due)
            day = found.day + timedelta(days=1)

    def segments(self) -> Iterator[tuple[Path, str]]:
        """Yield the segment, unless everybody is meant."""
        if self.segment != "all":
            yield ("segment",), self.segment

    def check(self) -> Iterator[Wrong]:
        """Yield what the trigger's shape cannot say is wrong."""
        yield from checked_duration(("offset",), self.offset)
        yield from checked_clock(("at",), self.at)


TRIGGER = Festival
