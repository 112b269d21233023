"""A festival starts a journey for everybody of a segment, year after year, on the day that the calendar says (T6)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import cast
from zoneinfo import ZoneInfo

from mactl.core.flows.program import Program
from mactl.core.flows.triggers.festival import Festival
from mactl.core.model.festival import Festival as Feast
from mactl.core.schedule.festivals import years
from mactl.core.schedule.zones import day_of, resolve_zone
from mactl.engine import festivals
from mactl.engine.starts import _crowd
from mactl.engine.starts._socket import NOTHING, Found, Known
from mactl.errors import MactlError
from mactl.i18n import _
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
    """Call everybody of the segment; that the calendar ends with this time is a notice (``listen`` goes on)."""
    following: list[ClockRow] = []
    for clock in clocks:
        _crowd.call(known, _trigger(known).segment, clock.due, clock.anchor)
        try:
            feast = _feast(known)
            _heed(known, feast, clock.due + 1)
            following.append(_clock(known, feast, clock.due + 1))
        except MactlError as fault:
            known.journeys.place.notice(_("flow {name}: {fault}", name=known.flow.id, fault=fault.told))
    return Found((), following)


def arm(known: Known) -> None:
    """Set the flow's clock to the next time, unless it is set; a festival whose days are not known is an error (T6)."""
    feast, now = _feast(known), known.journeys.now
    store.set_new(known.journeys.database, [_clock(known, feast, now)])
    _heed(known, feast, now)


def listen(known: Known) -> None:
    """Set the flow's clock where the calendar says another day than before, or says one at last.

    A time that came since the last tick is not passed over, nor is one that stands and was not read yet; what lies
    before both is history. A year that has begun without its day is an error.
    """
    database, now, feast = known.journeys.database, known.journeys.now, _feast(known)
    before, _space, since = (database.fact(_heard(known)) or " 0").rpartition(" ")
    standing = store.standing(database, known.flow.number, [(FLOW, "")])
    if standing and before == _state(feast):
        return
    unread = max(int(since), int(database.fact("last_tick") or now - 1) + 1)
    try:
        store.set_all(database, [_clock(known, feast, min([unread, *(clock.due for clock in standing)]))])
    except MactlError:
        if standing or day_of(now, _zone(known)).year > years(feast)[1]:
            raise
    else:
        _heed(known, feast, int(since))


def _clock(known: Known, feast: Feast, since: int) -> ClockRow:
    found = _trigger(known).occasion(feast, since, _zone(known))
    return ClockRow(known.flow.number, FLOW, "", found.due, found.anchor, None)


def _trigger(known: Known) -> Festival:
    return cast("Festival", known.program.trigger)


def _feast(known: Known) -> Feast:
    return festivals.read(known.journeys.place).festival(_trigger(known).festival)


def _zone(known: Known) -> ZoneInfo:
    return resolve_zone(known.program.flow.time_zone, known.journeys.home).zone


def _heed(known: Known, feast: Feast, since: int) -> None:
    """Remember what the calendar says, and from when on its times are still to come."""
    known.journeys.database.set_fact(_heard(known), f"{_state(feast)} {since}")


def _heard(known: Known) -> str:
    return f"heard:{known.flow.number}"


def _state(feast: Feast) -> str:
    return sha256(repr(feast).encode()).hexdigest()
