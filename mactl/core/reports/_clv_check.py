"""Did the forecast come true: purchases expected of each group after the calibration, beside those that were made."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from mactl.clock import DAY
from mactl.core.reports import _forecast
from mactl.core.reports._forecast import Forecast, Horizon
from mactl.core.reports._kind import Ask, At

_MANY = 7  # repeat purchases from which on customers are one group


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Customers of so many ``repeats`` in the calibration (the last group: at least so many), on average after it."""

    repeats: int
    customers: int
    expected: float
    actual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """All purchases in the ``length`` (in the report's unit) after the calibration, and by group."""

    length: float
    expected: float
    actual: int
    groups: tuple[Group, ...]


def check(found: Forecast, ahead: Horizon, at: At, ask: Ask) -> Check | None:
    """Return how the forecast compares with what came, at most ``ahead``; None where less than one unit has gone by."""
    import numpy as np

    whole = min((at.now + 1 - at.span.until) // DAY, round(ahead.length * ahead.days))
    if found.orders is None or found.expected is None or whole < ahead.days:
        return None
    length, until = whole / ahead.days, at.span.until + whole * DAY
    later = _forecast.bought(ask("purchase_days", until=until, now=at.now, zone=at.time_zone))
    known = found.bought
    made = later.repeats[np.searchsorted(later.customer, known.customer)] - known.repeats
    expected = _forecast.expected(found.orders, known, dataclasses.replace(ahead, length=length))
    group = np.minimum(known.repeats, _MANY)
    return Check(
        length=length,
        expected=float(expected.sum()),
        actual=int(made.sum()),
        groups=tuple(
            Group(
                repeats=int(place),
                customers=int((group == place).sum()),
                expected=float(expected[group == place].mean()),
                actual=float(made[group == place].mean()),
            )
            for place in np.unique(group)
        ),
    )
