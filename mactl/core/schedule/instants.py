"""Instants as people write them: ISO 8601 in, ISO 8601 out (rule T2).

A date is its midnight, and a time without offset is local to the zone given.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mactl.core.schedule.typed import typed
from mactl.core.schedule.zones import EPOCH, instant_of, local
from mactl.errors import MactlError
from mactl.i18n import _

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?(Z|[+-][0-9:]{4,8})?)?"
)
_LOOSE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?(?:[T ]*([0-9]{1,2}:[0-9]{2}))?")
_MILLISECOND = timedelta(milliseconds=1)


def parse_instant(text: str, zone: ZoneInfo) -> int:
    """Read "2026-03-02", "2026-03-02T14:10" or "2026-03-02T14:10:05+08:00" as an instant."""
    parsed = _parsed(text)
    if parsed.tzinfo is None:
        return instant_of(parsed, zone)
    return (parsed - EPOCH) // _MILLISECOND


def parse_until(text: str, zone: ZoneInfo) -> int:
    """Read the end of a period, exclusive: a date includes that day, so it ends at the next midnight."""
    if is_date(text):
        return instant_of(_parsed(text) + timedelta(days=1), zone)
    return parse_instant(text, zone)


def is_date(text: str) -> bool:
    """Tell whether ``text`` names a day, without a time."""
    return _DATE.fullmatch(typed(text)) is not None


def iso(instant: int, zone: ZoneInfo) -> str:
    """Write ``instant`` as ISO 8601 with the offset of ``zone``; milliseconds only where there are any."""
    return local(instant, zone).isoformat(timespec="milliseconds" if instant % 1000 else "seconds")


def no_such_date(text: str) -> MactlError:
    """Return the error of a date that the calendar does not have, such as 2026-02-30."""
    return MactlError(_("There is no such date: {text}", text=repr(text)), _("Check its month, day, hour and minute."))


def _parsed(text: str) -> datetime:
    plain = typed(text)
    try:
        if _ISO.fullmatch(plain):
            return datetime.fromisoformat(plain)
    except ValueError:
        raise no_such_date(text) from None
    raise MactlError(_("Not a date or time: {text}", text=repr(text)), _hint(plain))


def _hint(plain: str) -> str:
    """Return what a date that is written otherwise would be here: 2026/3/2, 2026年3月2日."""
    if loose := _LOOSE.fullmatch(plain):
        year, month, day, clock = loose.groups()
        guess = f"{year}-{int(month):02d}-{int(day):02d}" + (f"T{clock:0>5}" if clock else "")
        return _("Did you mean {name}?", name=guess)
    return _("Write it as in 2026-03-02, 2026-03-02T14:10 or 2026-03-02T14:10+08:00.")
