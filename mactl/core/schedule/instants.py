"""Instants as people write them: ISO 8601 in, ISO 8601 out (rule T2).

A date is its midnight, and a time without offset is local to the zone given.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mactl.core.schedule.zones import EPOCH, instant_of, local
from mactl.errors import MactlError
from mactl.i18n import _

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?(Z|[+-][0-9:]{4,8})?)?"
)
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
    return _DATE.fullmatch(text.strip()) is not None


def iso(instant: int, zone: ZoneInfo) -> str:
    """Write ``instant`` as ISO 8601 with the offset of ``zone``; milliseconds only where there are any."""
    return local(instant, zone).isoformat(timespec="milliseconds" if instant % 1000 else "seconds")


def _parsed(text: str) -> datetime:
    try:
        if _ISO.fullmatch(text.strip()):
            return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise MactlError(_("There is no such date: {text}", text=repr(text)), str(error)) from error
    raise MactlError(
        _("Not a date or time: {text}", text=repr(text)),
        _("Write it as in 2026-03-02, 2026-03-02T14:10 or 2026-03-02T14:10+08:00."),
    )
