"""An event that another one did not follow in time starts a journey: the clock is set by the first (E5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import orjson

from mactl.core.flows.program import Program
from mactl.core.flows.triggers.did import Did
from mactl.engine import asking
from mactl.engine.starts._socket import Found, Known, Start, key_of
from mactl.store import arrivals as store
from mactl.store.arrivals import Arrival
from mactl.store.asked import Asked
from mactl.store.clocks import ClockRow


def interests(program: Program) -> tuple[str, ...]:
    """Return the event that sets the clock."""
    return (cast("Did", program.trigger).did,)


def arrived(known: Known, arrivals: Sequence[Arrival]) -> Found:
    """Set a clock for each event that fits."""
    trigger = cast("Did", known.program.trigger)
    context = known.journeys.context(known.flow.version, [])
    numbers = [each.event for each in arrivals]
    fits = asking.fitting(known.journeys.database, context, trigger.did, trigger.where, numbers)
    return Found((), [
        ClockRow(known.flow.number, each.customer, str(each.event), trigger.due(each.at), each.at, each.event)
        for each in arrivals
        if each.event in fits
    ])  # fmt: skip


def due(known: Known, clocks: Sequence[ClockRow]) -> Found:
    """Let in those whom the other event did not save."""
    database, trigger = known.journeys.database, cast("Did", known.program.trigger)
    events = {each.event: each for each in store.by_id(database, [clock.event or 0 for clock in clocks])}
    looking = [
        Asked(number, clock.person, clock.anchor, clock.event or 0, events[clock.event or 0].properties)
        for number, clock in enumerate(clocks)
    ]
    followed = asking.first_events(database, looking, trigger.not_, trigger.match or "")
    return Found([
        _start(known, clock, events[clock.event or 0])
        for number, clock in enumerate(clocks)
        if followed.get(number, clock.due + 1) > clock.due
    ])  # fmt: skip


def arm(_known: Known) -> None:
    """Set nothing: events set the clocks."""


def listen(_known: Known) -> None:
    """Do nothing: events set the clocks."""


def _start(known: Known, clock: ClockRow, event: Arrival) -> Start:
    key = key_of(known.program, orjson.loads(event.properties), event.event, event.at)
    return Start(clock.person, key, event.event, clock.due, clock.anchor)
