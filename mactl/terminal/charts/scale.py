"""The scale of an axis: round numbers that cover what is to be drawn, and where a value falls among them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_WHOLE_STEPS = (1.0, 2.0, 5.0, 10.0)
_EDGE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An axis from ``low`` to ``high`` with its round ``ticks``."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Return where a value falls: 0 at the low end, 1 at the high one."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def scale(values: Iterable[float | None], *, from_zero: bool = True, ticks: int = 5, whole: bool = False) -> Scale:
    """Return a scale that covers ``values`` with about so many round ticks; whole ones where things are counted."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < _EDGE * max(abs(high), 1.0):
        spread = max(abs(low), abs(high))
        low, high = (0.0, 1.0) if spread < _EDGE else (low - spread, high + spread)
    step = _round_step((high - low) / max(ticks - 1, 1), whole=whole)
    first, last = math.floor(low / step + _EDGE), math.ceil(high / step - _EDGE)
    marks = tuple(round(n * step, 12) for n in range(first, last + 1))
    return Scale(low=marks[0], high=marks[-1], ticks=marks)


def _round_step(rough: float, *, whole: bool) -> float:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that is not below ``rough``."""
    power = 10.0 ** math.floor(math.log10(rough))
    steps = _WHOLE_STEPS if whole else _STEPS
    step = next(step for step in steps if step * power >= rough * (1 - _EDGE)) * power
    return max(step, 1.0) if whole else step
