"""The flow starts around a date of the profile: a birthday, an anniversary, the end of a contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

from mactl.core.flows.dates import YEARLY, Occasion, next_occasion
from mactl.core.flows.step import Wrong, checked_clock, checked_duration
from mactl.core.flows.timing import clock_of, duration_of
from mactl.core.flows.trigger import A_DAY, Trigger
from mactl.core.schedule.typed import is_before, unsigned
from mactl.core.segments.phrases import duration_phrase
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Trigger):
    """The ``date`` (a field of the profile) moved by ``offset``, at the time of day ``at``, in the customer's zone.

    Birthdays (lunar ones too) and the day of signing up come round every year, other dates once, unless ``yearly`` says
    otherwise; 29 February falls on the 28th in common years (T6). The anchor is the date itself, at that time of day.
    """

    AHEAD: ClassVar[bool] = True
    APART: ClassVar[int] = A_DAY
    date: str
    offset: str = "0"
    at: str = "00:00"
    yearly: bool | None = None

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        if duration_of(self.offset).elapsed_ms() == 0:
            return _("on the day of {field} at {time}", field=self.date, time=self.at)
        length = duration_phrase(unsigned(self.offset))
        if is_before(self.offset):
            return _("{length} before {field} at {time}", length=length, field=self.date, time=self.at)
        return _("{length} after {field} at {time}", length=length, field=self.date, time=self.at)

    def due(self, at: int) -> int:
        """Return when the flow starts for a date at ``at``."""
        return at + duration_of(self.offset).elapsed_ms()

    def occasion(self, value: object, since: int, zone: ZoneInfo) -> Occasion | None:
        """Return the next time that is due at ``since`` or later for a profile's value; None where there is none."""
        yearly = self.date in YEARLY if self.yearly is None else self.yearly
        clock, offset = clock_of(self.at), duration_of(self.offset)
        return next_occasion(value, yearly=yearly, clock=clock, offset=offset, since=since, zone=zone)

    def check(self) -> Iterator[Wrong]:
        """Yield what the trigger's shape cannot say is wrong."""
        yield from checked_duration(("offset",), self.offset)
        yield from checked_clock(("at",), self.at)
        if not self.date.startswith("profile."):
            yield ("date",), _("a date of the profile is wanted here"), _('Write it as in "profile.birthday".')


TRIGGER = Date
