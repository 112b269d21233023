"""Nothing done for so long starts a journey: each thing that somebody does puts their clock off (E5).

Imported events are heard of, too: they show that somebody is active, they never start anything by themselves (E3).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from mactl.core.flows.program import Program
from mactl.core.flows.triggers.inactive import Inactive
from mactl.engine.starts._socket import NOTHING, Found, Known, Start, begun
from mactl.store import events, inactivity
from mactl.store.arrivals import Arrival
from mactl.store.clocks import ClockRow


def interests(_program: Program) -> tuple[str, ...]:
    """Return nothing: what people do is listened to as a whole."""
    return ()


def arrived(_known: Known, _arrivals: Sequence[Arrival]) -> Found:
    """Return nothing: no event starts it."""
    return NOTHING


def due(known: Known, clocks: Sequence[ClockRow]) -> Found:
    """Let in those who have done nothing since their clock was set; put off the others'."""
    trigger = cast("Inactive", known.program.trigger)
    last = inactivity.last(known.journeys.database, [clock.person for clock in clocks], trigger.of)
    starts: list[Start] = []
    later: list[ClockRow] = []
    for clock in clocks:
        latest = last.get(clock.person, clock.anchor)
        if latest > clock.anchor:
            later.append(clock._replace(due=trigger.due(latest), anchor=latest))
        else:
            starts.append(begun(known, clock))
    return Found(starts, later)


def arm(known: Known) -> None:
    """Set everybody's clock by what they did last; whose time was over before the activation stays out (E3)."""
    trigger, database = cast("Inactive", known.program.trigger), known.journeys.database
    inactivity.arm(database, known.flow.number, trigger.of, trigger.due(0), known.flow.since)
    database.set_fact(_heard(known), str(events.last(database)))


def listen(known: Known) -> None:
    """Put off the clocks of those who did something since the last time."""
    trigger, database = cast("Inactive", known.program.trigger), known.journeys.database
    before, last = int(database.fact(_heard(known)) or 0), events.last(database)
    if last > before:
        inactivity.hear(database, known.flow.number, trigger.of, trigger.due(0), before, known.flow.since)
        database.set_fact(_heard(known), str(last))


def _heard(known: Known) -> str:
    return f"heard:{known.flow.number}"
