"""Functions that SQL calls about named spans that move with the clock: their ends, anniversaries, what passes them."""

from __future__ import annotations

from mactl.core.schedule.zones import home
from mactl.core.schedule.zones import zone as named
from mactl.core.segments import edges
from mactl.core.segments.sql import NEVER


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
