"""An event starts a journey at once, or when it has been quiet for a while since the last one of a burst (T3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import orjson

from mactl.core.flows.program import Program
from mactl.core.flows.triggers.event import Event
from mactl.core.schedule.durations import parse
from mactl.engine import asking
from mactl.engine.starts._socket import Found, Known, Start, key_of
from mactl.store import clocks as store
from mactl.store.arrivals import Arrival
from mactl.store.clocks import ClockRow


def interests(program: Program) -> tuple[str, ...]:
    """Return the event."""
    return program.trigger.events()


def arrived(known: Known, arrivals: Sequence[Arrival]) -> Found:
    """Let in whose events fit; with ``quiet_for`` set the clock that the next event of the burst puts off."""
    trigger = cast("Event", known.program.trigger)
    fits = _fitting(known, [each.event for each in arrivals])
    fresh = [each for each in arrivals if each.event in fits]
    if trigger.quiet_for is not None:
        return _put_off(known, fresh, parse(trigger.quiet_for).elapsed_ms())
    return Found([
        Start(each.customer, _key(known, each), each.event, each.at, each.at) for each in fresh
    ])  # fmt: skip


def due(known: Known, clocks: Sequence[ClockRow]) -> Found:
    """Let in those whose burst is over; its event may have been another version's, and must fit this one, too."""
    fits = _fitting(known, [clock.event for clock in clocks if clock.event is not None])
    return Found([_over(clock) for clock in clocks if clock.event in fits])


def arm(_known: Known) -> None:
    """Set nothing: events set the clocks."""


def listen(_known: Known) -> None:
    """Do nothing: events arrive."""


def _fitting(known: Known, events: Sequence[int]) -> set[int]:
    trigger = cast("Event", known.program.trigger)
    context = known.journeys.context(known.flow.version, [])
    return asking.fitting(known.journeys.database, context, trigger.event, trigger.where, events)


def _put_off(known: Known, arrivals: Sequence[Arrival], quiet: int) -> Found:
    """Set the clocks of bursts; one that was over before the next event came lets its customer in."""
    keys = [(each.customer, _key(known, each)) for each in arrivals]
    standing = {(c.person, c.mark): c for c in store.standing(known.journeys.database, known.flow.number, keys)}
    over: list[Start] = []
    for each, key in zip(arrivals, keys, strict=True):
        before = standing.get(key)
        if before is not None and before.due < each.at:
            over.append(_over(before))
        if before is None or each.at >= before.anchor:
            standing[key] = ClockRow(known.flow.number, *key, each.at + quiet, each.at, each.event)
    return Found(over, list(standing.values()))


def _over(clock: ClockRow) -> Start:
    return Start(clock.person, clock.mark, clock.event, clock.due, clock.anchor)


def _key(known: Known, arrival: Arrival) -> str:
    return key_of(known.program, orjson.loads(arrival.properties), arrival.event, arrival.at)
