"""A cron line starts a journey for everybody of a segment; of several times that were missed only the latest (T5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from mactl.core.flows.program import Program
from mactl.core.flows.triggers.cron import Cron
from mactl.core.schedule.zones import resolve_zone
from mactl.engine.starts import _crowd
from mactl.engine.starts._socket import NOTHING, Found, Known
from mactl.store import clocks as store
from mactl.store.arrivals import Arrival
from mactl.store.clocks import FLOW, ClockRow


def interests(_program: Program) -> tuple[str, ...]:
    """Return nothing: no event starts it."""
    return ()


def arrived(_known: Known, _arrivals: Sequence[Arrival]) -> Found:
    """Return nothing: no event starts it."""
    return NOTHING


def due(known: Known, clocks: Sequence[ClockRow]) -> Found:
    """Call everybody of the segment."""
    trigger = cast("Cron", known.program.trigger)
    following: list[ClockRow] = []
    for clock in clocks:
        latest, after = clock.due, _next(known, clock.due)
        while after is not None and after <= known.journeys.now:
            latest, after = after, _next(known, after)
        _crowd.call(known, trigger.segment, latest, latest)
        following += [] if after is None else [_clock(known, after)]
    return Found((), following)


def arm(known: Known) -> None:
    """Set the flow's clock to the next time, unless it is set: one that is due is not yet read."""
    first = _next(known, known.journeys.now)
    store.set_new(known.journeys.database, [] if first is None else [_clock(known, first)])


def listen(_known: Known) -> None:
    """Do nothing: time alone starts it."""


def _next(known: Known, after: int) -> int | None:
    zone = resolve_zone(known.program.flow.time_zone, known.journeys.home).zone
    return cast("Cron", known.program.trigger).next(after, zone)


def _clock(known: Known, due: int) -> ClockRow:
    return ClockRow(known.flow.number, FLOW, "", due, due, None)
