"""A festival starts a journey for everybody of a segment, year after year (T6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from mactl.core.flows.dates import Occasion
from mactl.core.flows.program import Program
from mactl.core.flows.triggers.festival import Festival
from mactl.core.schedule.zones import resolve_zone
from mactl.engine import festivals
from mactl.engine.starts import _crowd
from mactl.engine.starts._socket import NOTHING, Found, Known, begun
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
    """Call everybody of the segment for the flow's own clock, and let in those who were called."""
    trigger = cast("Festival", known.program.trigger)
    following: list[ClockRow] = []
    for clock in _crowd.of_flow(clocks):
        _crowd.call(known, trigger.segment, clock.due, clock.anchor)
        following.append(_clock(known, clock.due + 1))
    return Found([begun(known, clock) for clock in clocks if clock.person != FLOW], following)


def arm(known: Known) -> None:
    """Set the flow's clock to the next time, unless it is set; a festival whose days are not known is an error (T6)."""
    store.set_new(known.journeys.database, [_clock(known, known.journeys.now)])


def listen(_known: Known) -> None:
    """Do nothing: time alone starts it."""


def _clock(known: Known, since: int) -> ClockRow:
    found = _occasion(known, since)
    return ClockRow(known.flow.number, FLOW, "", found.due, found.anchor, None)


def _occasion(known: Known, since: int) -> Occasion:
    trigger = cast("Festival", known.program.trigger)
    zone = resolve_zone(known.program.flow.time_zone, known.journeys.home).zone
    return trigger.occasion(festivals.read(known.journeys.place).festival(trigger.festival), since, zone)
