"""The leg that lets people in: events that arrived and clocks that came due become enrolments (rules E2 to E5, F10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import orjson

from mactl import registry
from mactl.core.flows import machine
from mactl.core.flows.program import Program
from mactl.core.flows.reentry import refused
from mactl.core.flows.trigger import Trigger
from mactl.core.schedule.arms import in_holdout
from mactl.engine import advance, asking
from mactl.engine.journeys import Journeys
from mactl.engine.starts._socket import NOTHING, Found, Known, Start, Starter, key_of
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import arrivals, clocks, draws, enrolments, people
from mactl.store.clocks import ClockRow
from mactl.store.enrolments import Entry, Passage
from mactl.store.flows import FlowRow

BATCH = 1_000


@dataclass(slots=True, kw_only=True)
class Enrolled:
    """How many people entered, and which flows can let nobody in, each with why."""

    entered: int = 0
    blocked: dict[str, str] = field(default_factory=dict)


def enroll(journeys: Journeys, done: Enrolled) -> int:
    """Consume what arrived, then the clocks that are due; return how many people entered."""
    before = done.entered
    _listen(journeys, done)
    while _arrivals(journeys, done):
        pass
    while _shown(journeys, done):
        pass
    while _clocks(journeys, done):
        pass
    return done.entered - before


def _listen(journeys: Journeys, done: Enrolled) -> None:
    """Set the clocks that what happened asks for, flow by flow."""
    for number in [flow.number for flow in journeys.at_work()]:
        with journeys.database.transaction():
            journeys.forget()
            if (flow := journeys.flow(number)).state != "stopped":  # a person may have edited it, or stopped it
                _let(journeys, flow, done, _heard)


def _heard(known: Known) -> Found:
    starter(known.program.trigger).listen(known)
    return NOTHING


def starter(trigger: Trigger) -> Starter:
    """Return what starts journeys for a trigger: the file of ``starts/`` that is called as the trigger's own."""
    name = type(trigger).__module__.rpartition(".")[2]
    return cast("Starter", registry.load("mactl.engine.starts", name))


def interests(program: Program) -> tuple[str, ...]:
    """Return the types of events that concern a flow."""
    return starter(program.trigger).interests(program)


def _arrivals(journeys: Journeys, done: Enrolled) -> bool:
    """Consume a batch of arrivals in one transaction; return whether there may be more."""
    database = journeys.database
    with database.transaction():
        journeys.forget()
        found = arrivals.take(database, BATCH)
        for flow in journeys.at_work():
            types = interests(journeys.program(flow.version))
            own = [each for each in found if each.type in types and each.at >= flow.since]
            if own:
                _let(journeys, flow, done, lambda known, own=own: starter(known.program.trigger).arrived(known, own))  # type: ignore[misc]
        arrivals.consume(database, [each.event for each in found])
    return len(found) == BATCH


def _shown(journeys: Journeys, done: Enrolled) -> bool:
    """Show flows a batch of what they are to catch up with, in one transaction; return whether there may be more."""
    database = journeys.database
    with database.transaction():
        journeys.forget()
        found = arrivals.shown(database, BATCH)
        for flow in journeys.at_work() if found else ():
            own = [each for number, each in found if number == flow.number]
            if own:
                _let(journeys, flow, done, lambda known, own=own: starter(known.program.trigger).arrived(known, own))  # type: ignore[misc]
        arrivals.seen(database, [(number, each.event) for number, each in found])
    return len(found) == BATCH


def _clocks(journeys: Journeys, done: Enrolled) -> bool:
    """Read a batch of clocks that are due in one transaction; return whether there may be more."""
    database = journeys.database
    with database.transaction():
        journeys.forget()
        found = clocks.due(database, journeys.now, BATCH)
        clocks.remove(database, found)
        for flow in journeys.at_work():
            own = [clock for clock in found if clock.flow == flow.number]
            if own:
                _let(journeys, flow, done, lambda known, own=own: _due(known, own))  # type: ignore[misc]
    return bool(found)  # a crowd that was called has its own clocks now


def _due(known: Known, own: Sequence[ClockRow]) -> Found:
    """Return what clocks lead to: of those that are settled the trigger is not asked."""
    others = [clock for clock in own if not clock.mark.startswith(clocks.SETTLED)]
    found = starter(known.program.trigger).due(known, others) if others else NOTHING
    return Found([*found.starts, *_settled(known, [c for c in own if c.mark.startswith(clocks.SETTLED)])], found.clocks)


def _settled(known: Known, own: Sequence[ClockRow]) -> list[Start]:
    """Return the starts of those who are let in whatever the trigger says.

    Where another flow has asked for it, the event that began that one goes on.
    """
    said = {
        each.event: orjson.loads(each.properties)
        for each in arrivals.by_id(known.journeys.database, [clock.event for clock in own if clock.event])
    }
    return [
        Start(
            clock.person, key_of(known.program, said.get(clock.event or 0, {}), None, clock.due), clock.event,
            clock.due, clock.anchor, asked=clock.mark.startswith(clocks.ASKED),
        )
        for clock in own
    ]  # fmt: skip


def settle(known: Known) -> None:
    """Call whom a trigger that is about to be edited would let in by now, had a tick come by: they are let in by the
    edited flow. Inside the caller's transaction; a trigger that cannot say is a notice."""
    journeys, start = known.journeys, starter(known.program.trigger)
    try:
        with advance.undone_by_faults(journeys.database):
            start.listen(known)
            while own := clocks.unsettled(journeys.database, known.flow.number, journeys.now, BATCH):
                clocks.remove(journeys.database, own)
                found = start.due(known, own)
                clocks.set_all(journeys.database, [*found.clocks, *(_called(known, each) for each in found.starts)])
    except MactlError as fault:
        journeys.place.notice(_("flow {name}: {fault}", name=known.flow.id, fault=fault.told))


def _called(known: Known, start: Start) -> ClockRow:
    mark = f"{clocks.CALLED}{start.at}:{start.event or ''}"
    return ClockRow(known.flow.number, start.customer, mark, start.at, start.anchor, start.event)


def _let(journeys: Journeys, flow: FlowRow, done: Enrolled, find: Callable[[Known], Found]) -> None:
    """Let in whom ``find`` finds, nobody while the flow is paused (F7).

    A flow that cannot say is named, and what it was asked about is lost to it alone.
    """
    known = Known(journeys, flow, journeys.program(flow.version))
    try:
        with advance.undone_by_faults(journeys.database):
            found = find(known)
            clocks.set_all(journeys.database, found.clocks)
            if flow.state == "active":
                done.entered += admit(known, found.starts)
    except MactlError as fault:
        done.blocked[flow.id] = fault.told


def admit(known: Known, starts: Sequence[Start]) -> int:
    """Let in those who pass the filter and may enter (again), take their first turns, and return how many they are.

    Where the version may not run as it is (G1) they wait at its beginning: nobody is lost, and advance names it.
    """
    journeys, flow = known.journeys, known.flow
    passing = _filtered(known, starts)
    earlier = enrolments.passages(journeys.database, flow.number, [each.customer for each in passing])
    held = _held(known, [each.customer for each in passing])
    entered: list[int] = []
    for each in passing:
        before = earlier.setdefault(each.customer, [])
        if _was_there(known, before, each) or refused(known.program.flow.reentry, before, each.key, each.at):
            continue
        number = enrolments.enter(journeys.database, _entry(known, each, held=held.get(each.customer, False)))
        if number is not None:
            before.append(Passage(each.key, "open", each.at, None, each.event, each.anchor))
            entered.append(number)
    if entered and journeys.is_approved(flow.version):
        advance.take(journeys, enrolments.load(journeys.database, entered))
    return len(entered)


def _was_there(known: Known, before: Sequence[Passage], start: Start) -> bool:
    """Tell whether what starts somebody has done so already: an event, a day, lets a person in once."""
    apart = known.program.trigger.APART
    return not start.asked and any(
        each.event == start.event and abs(each.anchor - start.anchor) < apart for each in before
    )


def by_hand(known: Known, customer: int) -> Start:
    """Return the start of somebody whom a person lets in now."""
    now = known.journeys.now
    return Start(customer, key_of(known.program, {}, None, now), None, now, now, asked=True)


def _entry(known: Known, start: Start, *, held: bool) -> Entry:
    state = machine.enter(known.program, start.anchor, start.at, held=held)
    return Entry(
        known.flow.number, known.flow.version, start.customer, start.key, start.event, start.at, state.anchor,
        int(held), state.step, state.since,
    )  # fmt: skip


def _filtered(known: Known, starts: Sequence[Start]) -> list[Start]:
    condition, journeys = known.program.flow.filter, known.journeys
    if condition is None or not starts:
        return list(starts)
    lives = people.time_zones(journeys.database, [each.customer for each in starts])
    context = journeys.context(known.flow.version, lives)
    holders = asking.holding(journeys.database, context, condition, [(each.customer, each.at) for each in starts])
    return [each for each in starts if (each.customer, each.at) in holders]


def _held(known: Known, customers: Sequence[int]) -> dict[int, bool]:
    """Return who of ``customers`` is in the holdout of the flow or of the workspace: the first draw stands (F9)."""
    flow, share = known.program.flow, known.journeys.place.config.holdout
    if not (flow.holdout or share) or not customers:
        return {}
    names = people.public_ids(known.journeys.database, customers)
    drawn = {
        person: in_holdout(f"flow/{flow.id}", name, flow.holdout) or in_holdout("workspace", name, share)
        for person, name in names.items()
    }
    return draws.settle(known.journeys.database, f"flow/{flow.id}", drawn, known.journeys.now)
