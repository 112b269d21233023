"""Pausing, resuming and stopping flows: nobody is dropped, what became late goes by the word of a person (F7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mactl.core.flows import machine, recording
from mactl.engine import advance, flow_legs
from mactl.engine.advance import Woken
from mactl.engine.catalogue import Catalogue
from mactl.engine.deeds import Deeds
from mactl.engine.journeys import Journeys, state_of
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import arrivals, clocks, controls, enrolments, flow_messages, flows
from mactl.store.database import Database
from mactl.store.enrolments import EnrolmentRow
from mactl.store.flows import FlowRow

Late = Literal["send", "skip", "exit"]
LATE: tuple[Late, ...] = ("send", "skip", "exit")
Find = Callable[[Database, int], list[int]]  # the next enrolments after a number
Deal = Callable[[list[EnrolmentRow]], int]
_OPEN = ("arriving", "waiting", "sending", "awaiting", "tasked", "parked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A flow that was paused, resumed or stopped, and how many people that concerned."""

    flow: FlowRow
    people: int


def pause(workspace: Workspace, database: Database, name: str) -> Held:
    """Let nobody in and hold what steps do; timers keep their times, and nobody is dropped."""
    now = workspace.clock.now()
    with database.transaction():
        row = found(database, name, "active")
        flows.set_state(database, row.id, "paused", now)
        flow_messages.hold(database, row.id, "paused")
        people = enrolments.count_open(database, row.number)
        _audit(workspace, "pause", row, now, database, people=people)
    return Held(flow=_now(database, row), people=people)


def resume(workspace: Workspace, database: Database, authored: Catalogue, name: str, late: Late) -> Held:
    """Let a paused flow go on; what became due meanwhile is sent, passed over (skip), or ends its journey (exit).

    The flow stays paused until everybody is dealt with, batch by batch: one that was cut short is resumed again.
    """
    now = workspace.clock.now()
    row = found(database, name, "paused")
    journeys = flow_legs.legs(workspace, database, authored, now).journeys
    people = 0
    if late != "send":
        people += _each(journeys, _phase(row, "sending"), lambda rows: _overdue(journeys, rows, late))
    people += _each(journeys, _held_up(row, now, late), lambda rows: _go_on(journeys, rows, late))
    with database.transaction():
        row = found(database, name, "paused")
        people += _all(journeys, _held_up(row, now, late), lambda rows: _go_on(journeys, rows, late))
        flows.resume(database, row.id, now)
        flow_messages.hold(database, row.id, "running")
        if late == "send":
            flow_messages.renew(database, row.id, now)
        _audit(workspace, "resume", row, now, database, late=late)
    return Held(flow=_now(database, row), people=people)


def stop(workspace: Workspace, database: Database, authored: Catalogue, name: str) -> Held:
    """End a flow: everybody inside leaves it, what nobody has claimed is taken back, nobody enters any more.

    The flow is paused until everybody has left, batch by batch: where that is cut short, it is stopped again.
    """
    now = workspace.clock.now()
    with database.transaction():
        row = found(database, name, "active", "paused")
        flows.set_state(database, row.id, "paused", now)
        flow_messages.hold(database, row.id, "paused")
        _audit(workspace, "stop", row, now, database)
    journeys = flow_legs.legs(workspace, database, authored, now).journeys
    people = _each(journeys, _phase(row, *_OPEN), lambda rows: _leave(journeys, rows))
    with database.transaction():
        people += _all(journeys, _phase(row, *_OPEN), lambda rows: _leave(journeys, rows))  # who entered in between
        flows.set_state(database, row.id, "stopped", now)
        flow_messages.hold(database, row.id, "running")
        flows.set_interests(database, row.number, ())
        clocks.clear(database, row.number)
        arrivals.forget(database, row.number)
    return Held(flow=_now(database, row), people=people)


def _phase(row: FlowRow, *phases: str) -> Find:
    return lambda database, last: enrolments.of_flow(database, row.number, phases, last, advance.BATCH)


def _held_up(row: FlowRow, now: int, late: Late) -> Find:
    """Find whom the pause holds up: the parked and, where it matters, those who came due since the last tick."""
    if late == "send":  # the next tick takes what is due
        return _phase(row, "parked")
    return lambda database, last: enrolments.held_up(database, row.number, now, last, advance.BATCH)


def _each(journeys: Journeys, find: Find, deal: Deal) -> int:
    """Deal with the open enrolments that ``find`` finds, a thousand a transaction; return how many it was."""
    people, last, database = 0, 0, journeys.database
    while True:
        with database.transaction():
            journeys.forget()
            numbers = find(database, last)
            if not numbers:
                return people
            people, last = people + deal(enrolments.load(database, numbers)), numbers[-1]


def _all(journeys: Journeys, find: Find, deal: Deal) -> int:
    """Deal with those who came since, inside the caller's transaction; return how many it was."""
    people, last = 0, 0
    while numbers := find(journeys.database, last):
        people, last = people + deal(enrolments.load(journeys.database, numbers)), numbers[-1]
    return people


def _go_on(journeys: Journeys, rows: list[EnrolmentRow], late: Late) -> int:
    """Let people go on: what is due is left to the next tick, or passed over up to now, or their journey ends."""
    for group in advance.by_version(rows).values():
        advance.go(journeys, [_woken(each, late) for each in advance.woken(journeys, group)], at_once=late != "send")
    return len(rows)


def _woken(woken: Woken, late: Late) -> Woken:
    row, state, put = woken
    if state.phase == "parked":
        put = put._replace(kind="resume", at=put.now)
    return row, state, put._replace(late=late, paused=False)


def _overdue(journeys: Journeys, rows: list[EnrolmentRow], late: Late) -> int:
    """Take back the messages that came due while the flow was paused; their journeys go on, or end."""
    overdue = flow_messages.overdue(journeys.database, [row.id for row in rows], journeys.now)
    flow_messages.take_back(journeys.database, [(number, "late") for number in overdue], journeys.now)
    if late == "exit":
        return _leave(journeys, [row for row in rows if row.id in overdue], "late")
    enrolments.wake(journeys.database, sorted(overdue), journeys.now)
    return len(overdue)


def _leave(journeys: Journeys, rows: list[EnrolmentRow], outcome: str = "stopped") -> int:
    deeds = Deeds(journeys=journeys)
    for row in rows:
        turn = machine.leave(journeys.program(row.version), state_of(row), outcome, journeys.now)
        deeds.note(row, turn, recording.left(outcome))
    deeds.flush()
    deeds.finish()
    return len(rows)


def found(database: Database, name: str, *states: str) -> FlowRow:
    """Return an activated flow that is in one of ``states``; raise MactlError where it is not."""
    row = flows.find(database, name)
    if row is None:
        raise MactlError(_("{name} was never activated", name=name), _("mactl flow activate --flow {name}", name=name))
    if row.state not in states:
        raise MactlError(_("flow {name} is {state}", name=name, state=_(row.state)), _hint(row))
    return row


def _hint(row: FlowRow) -> str:
    if row.state == "paused":
        return _("mactl flow resume --flow {name} lets it go on", name=row.id)
    if row.state == "stopped":
        return _("mactl flow activate --flow {name} lets people in again", name=row.id)
    return _("it is at work: mactl flow runs --flow {name} shows it", name=row.id)


def _now(database: Database, row: FlowRow) -> FlowRow:
    return flows.find(database, row.id) or row


def _audit(workspace: Workspace, what: str, row: FlowRow, now: int, database: Database, **detail: object) -> None:
    controls.write_audit(database, who=workspace.who, what=f"flow {what}", now=now, about=row.id, detail=detail)
