"""Functions that SQL calls on every connection: patterns, lots by hash, local days."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from mactl.core.schedule.arms import share
from mactl.core.schedule.zones import EPOCH, find, home, local
from mactl.core.segments.fading import fade, next_cross
from mactl.core.segments.patterns import LONGEST_VALUE
from mactl.core.segments.sql import SECONDS_BELOW


def register(connection: sqlite3.Connection) -> None:
    """Give ``connection`` REGEXP, share(key, customer), local_date(value, zone, default), fade, and ``_MOVING``."""
    connection.create_function("regexp", 2, regexp, deterministic=True)
    connection.create_function("share", 2, share, deterministic=True)
    connection.create_function("local_date", 3, local_date, deterministic=True)
    connection.create_function("fade", 3, fade, deterministic=True)
    connection.create_function("next_cross", 6, next_cross, deterministic=True)
    for name, arguments in _MOVING:
        connection.create_function(name, arguments, _late(name), deterministic=True)


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
        instant = int(value * 1000 if abs(value) < SECONDS_BELOW else value)
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
    return local(instant, home(zone, default)).date().isoformat()


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


# Functions of moving.py, with how many arguments they have.
_MOVING = (("edge", 5), ("edge_day", 5), ("edge_wall", 5), ("comes_round", 5), ("next_round", 5), ("next_pass", 6))


def _late(name: str) -> Callable[..., Any]:
    """Return what calls a function of moving.py; that is loaded by the first call, for few statements ask for one."""
    found: Callable[..., Any] | None = None

    def call(*arguments: Any) -> Any:
        nonlocal found
        if found is None:
            from mactl.store import moving

            found = getattr(moving, name)
        return found(*arguments)

    return call
