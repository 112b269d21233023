"""The calendar of workdays: which days people work, from data that states its years (rule T6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mactl.errors import MactlError
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdays:
    """Workdays from ``first`` to ``last`` (inclusive): Monday to Friday, less ``off``, plus ``on``.

    ``off`` are public holidays; ``on`` are weekend days worked to make up for them (China's 调休).
    """

    first: date
    last: date
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Tell whether ``day`` is worked; a day that the data does not cover is an error, never a guess."""
        if not self.first <= day <= self.last:
            raise MactlError(
                _("The calendar of workdays does not cover {day}", day=day.isoformat()),
                _(
                    "It runs from {first} to {last}: add the year's holidays to data/festivals.json.",
                    first=self.first.isoformat(),
                    last=self.last.isoformat(),
                ),
            )
        return day in self.on or (day.weekday() < 5 and day not in self.off)
