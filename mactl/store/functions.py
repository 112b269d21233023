"""Functions that SQL calls on every connection: patterns, lots by hash, local days."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime
from functools import lru_cache

from mactl.core.schedule.arms import share
from mactl.core.schedule.zones import EPOCH, find, local
from mactl.core.segments.patterns import LONGEST_VALUE

_SECONDS_BELOW = 100_000_000_000  # as in core/segments/moments.py


def register(connection: sqlite3.Connection) -> None:
    """Give ``connection`` the functions REGEXP, share(key, customer) and local_date(value, zone, default zone)."""
    connection.create_function("regexp", 2, regexp, deterministic=True)
    connection.create_function("share", 2, share, deterministic=True)
    connection.create_function("local_date", 3, local_date, deterministic=True)


def regexp(pattern: str, value: object) -> bool | None:
    """Return whether ``pattern`` is found in ``value``, of which the first 2,000 characters count."""
    if value is None:
        return None
    return _compiled(pattern).search(str(value)[:LONGEST_VALUE]) is not None


def local_date(value: object, zone: str | None, default: str) -> str | None:
    """Return the day ("2026-03-02") of a stored date or time in ``zone``, else in ``default``; None for neither.

    A day stays what it is, also one without a year ("--03-02"). A time without an offset is local to ``default``.
    """
    if isinstance(value, int | float):
        instant = int(value * 1000 if abs(value) < _SECONDS_BELOW else value)
    elif not isinstance(value, str) or len(value) <= 10:
        return value if isinstance(value, str) else None
    else:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=find(default))
        instant = int((moment - EPOCH).total_seconds() * 1000)
    place = (find(zone) if zone else None) or find(default)
    return local(instant, place).date().isoformat() if place else None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
