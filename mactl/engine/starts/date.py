"""A date of the profile starts a journey: everybody has a clock for its next time, set anew when the profile changes.

In an ordinary year 29 February falls on the 28th, and lunar birthdays come by the lunar calendar (T6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from mactl.core.flows.program import Program
from mactl.core.flows.triggers.date import Date
from mactl.core.schedule.zones import resolve_zone
from mactl.engine.starts._socket import NOTHING, Found, Known, begun
from mactl.store import clocks as store
from mactl.store import occasions
from mactl.store.arrivals import Arrival
from mactl.store.clocks import ClockRow
from mactl.store.occasions import Dated


def interests(_program: Program) -> tuple[str, ...]:
    """Return nothing: no event starts it."""
    return ()


def arrived(_known: Known, _arrivals: Sequence[Arrival]) -> Found:
    """Return nothing: no event starts it."""
    return NOTHING


def due(known: Known, clocks: Sequence[ClockRow]) -> Found:
    """Let in those whose day has come, and set their clocks to the next one."""
    dated = occasions.dated(known.journeys.database, _field(known), [clock.person for clock in clocks])
    after = {clock.person: clock.due + 1 for clock in clocks}
    following = [_clock(known, each, after[each.customer]) for each in dated]
    return Found([begun(known, clock) for clock in clocks], [clock for clock in following if clock is not None])


def arm(known: Known) -> None:
    """Set everybody's clock to the first time from the activation on."""
    database, now = known.journeys.database, known.journeys.now
    _set(known, occasions.everybody(database, _field(known)), min(known.flow.since, now))
    database.set_fact(_heard(known), f"{occasions.reached(database)} {now}")


def listen(known: Known) -> None:
    """Set the clocks of those who are new, or whose profile has another date now."""
    database = known.journeys.database
    before, _space, last = (database.fact(_heard(known)) or "0 0 0").rpartition(" ")
    reached = occasions.reached(database)
    if reached != before:
        changed = occasions.changed(database, _field(known), before)
        store.drop(database, known.flow.number, changed)
        _set(known, occasions.dated(database, _field(known), changed), max(known.flow.since, int(last)))
        database.set_fact(_heard(known), f"{reached} {known.journeys.now}")


def _set(known: Known, people: Iterable[Dated], since: int) -> None:
    found = (_clock(known, each, since) for each in people)
    store.set_all(known.journeys.database, (clock for clock in found if clock is not None))


def _clock(known: Known, one: Dated, since: int) -> ClockRow | None:
    zone = resolve_zone(one.time_zone, known.program.flow.time_zone, known.journeys.home).zone
    found = cast("Date", known.program.trigger).occasion(one.value, since, zone)
    return found and ClockRow(known.flow.number, one.customer, "", found.due, found.anchor, None)


def _field(known: Known) -> str:
    return cast("Date", known.program.trigger).date.removeprefix("profile.")


def _heard(known: Known) -> str:
    return f"heard:{known.flow.number}"
