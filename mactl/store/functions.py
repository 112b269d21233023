"""Functions that SQL calls on every connection: patterns, lots by hash, local days."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from mactl.core.schedule.arms import share
from mactl.core.schedule.zones import EPOCH, find, local
from mactl.core.schedule.zones import zone as named
from mactl.core.segments import edges
from mactl.core.segments.fading import fade, next_cross
from mactl.core.segments.patterns import LONGEST_VALUE
from mactl.core.segments.sql import NEVER


def register(connection: sqlite3.Connection) -> None:
    """Give ``connection`` REGEXP, share(key, customer), local_date(value, zone, default), fade, and ``_MOVING``."""
    connection.create_function("regexp", 2, regexp, deterministic=True)
    connection.create_function("share", 2, share, deterministic=True)
    connection.create_function("local_date", 3, local_date, deterministic=True)
    connection.create_function("fade", 3, fade, deterministic=True)
    for name, function, arguments in _MOVING:
        connection.create_function(name, arguments, function, deterministic=True)


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
        instant = int(value * 1000 if abs(value) < edges.SECONDS_BELOW else value)
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


def home(zone: str | None, default: str) -> ZoneInfo:
    """Return the zone that a customer lives in: ``default`` where theirs is not known."""
    return (find(zone) if zone else None) or named(default)


def edge(word: str, side: int, at: int, zone: str | None, default: str) -> int:
    """Return the instant at which what ``word`` names at ``at`` starts (``side`` 0) or ends (1)."""
    return edges.edge(word, side, at, home(zone, default))


def edge_day(word: str, side: int, at: int, zone: str | None, default: str) -> str:
    """Return the first day that starts at that instant or later."""
    place = home(zone, default)
    return edges.first_midnight(edges.edge(word, side, at, place), place).isoformat()


def edge_wall(word: str, side: int, at: int, zone: str | None, default: str) -> int:
    """Return what clocks in the zone ``default`` show at that instant, in milliseconds."""
    return edges.wall(edges.edge(word, side, at, home(zone, default)), named(default))


def comes_round(text: object, word: str, at: int, zone: str | None, default: str) -> bool:
    """Return whether the anniversary of a day falls into what ``word`` names at ``at``."""
    return edges.comes_round(text if isinstance(text, str) else None, word, at, home(zone, default))


def next_round(text: object, word: str, at: int, zone: str | None, default: str) -> int:
    """Return the next instant at which the anniversary of a day moves into or out of what ``word`` names."""
    return edges.next_round(text if isinstance(text, str) else None, word, at, home(zone, default))


def next_pass(value: object, exact: int, word: str, at: int, zone: str | None, default: str) -> int:
    """Return the next instant at which an end of what ``word`` names passes ``value``; ``exact``: milliseconds."""
    if value is None or value == "":
        return NEVER
    place = home(zone, default)
    found = value if exact and isinstance(value, int) else edges.stored_instant(value, place, named(default))
    return NEVER if found is None else edges.next_pass(found, word, at, place)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_MOVING: tuple[tuple[str, Callable[..., str | int], int], ...] = (
    ("edge", edge, 5),
    ("edge_day", edge_day, 5),
    ("edge_wall", edge_wall, 5),
    ("comes_round", comes_round, 5),
    ("next_round", next_round, 5),
    ("next_pass", next_pass, 6),
    ("next_cross", next_cross, 6),
)
