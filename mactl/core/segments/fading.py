"""Points that halve at a steady pace: what is left of them, and when a sum of them passes a limit."""

from __future__ import annotations

import json
import math
from functools import lru_cache

from mactl.core.segments.sql import NEVER


def fade(points: float, age: int, half_life: int | None) -> float:
    """Return what is left of ``points`` after ``age`` ms; all of it without a half-life, or before its time."""
    if half_life is None or age <= 0:
        return points
    return points * math.exp2(-age / half_life)


def next_cross(value: float, falling: float, rising: float, half_life: int, at: int, limits: str) -> int:
    """Return an instant after ``at`` before which no fading takes ``value`` past one of ``limits`` (a JSON list).

    ``falling`` is the sum of the points that fade, ``rising`` that of negative ones, which take the value up as they
    fade; ``half_life`` is the shortest of them. Where they all halve alike the instant is the crossing itself; else it
    comes no later, and asking again from there comes nearer.
    """
    known = _limits(limits)
    waits = [_wait(falling, value - limit, half_life) for limit in known if limit <= value]
    waits += [_wait(-rising, limit - value, half_life) for limit in known if limit > value]
    wait = min(waits, default=math.inf)
    return NEVER if wait > NEVER - at else at + max(1, math.ceil(wait))


def _wait(fading: float, gap: float, half_life: int) -> float:
    """Return the milliseconds in which ``fading`` loses ``gap``, for ever where it never does."""
    return half_life * math.log2(fading / (fading - gap)) if fading > gap and fading > 0 else math.inf


@lru_cache(maxsize=64)
def _limits(text: str) -> list[float]:
    found: list[float] = json.loads(text)
    return found
