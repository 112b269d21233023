"""The tick: walks the path once at one instant, under the workspace's lock (rules T1, T5, P1)."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from mactl.clock import MINUTE
from mactl.core.model.campaign import Campaign
from mactl.core.model.shown import instant
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import (
    broadcasting,
    catalogue,
    crew,
    festivals,
    flow_approval,
    flow_legs,
    hearing,
    ingest,
    launch,
    preparing,
    recover,
    scheduling,
    segmenting,
    webhooks,
)
from mactl.engine.abtests import approving, watching
from mactl.engine.catalogue import Catalogue
from mactl.engine.flow_legs import Legs
from mactl.engine.plans import Plan
from mactl.engine.shift import Shift
from mactl.engine.workspace import Workspace
from mactl.errors import LockHeldError, MactlError
from mactl.i18n import _
from mactl.store import controls, home, inlets, origins, outbox, runs
from mactl.store.database import Database
from mactl.store.locks import FileLock
from mactl.store.origins import Origin


@dataclass(slots=True, kw_only=True)
class Ticked:
    """What one tick did: rows taken in, entries and exits of segments, people in flows, campaigns launched or missed,
    tests decided, messages by state, and what went wrong.

    ``begun`` counts the people who began a flow, ``turns`` the turns that people in flows took.
    """

    taken_in: int = 0
    launched: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    entered: int = 0
    exited: int = 0
    begun: int = 0
    turns: int = 0
    decided: list[str] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    halts: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def idle(self) -> bool:
        """Tell whether there was nothing to do."""
        moved = self.entered or self.exited or self.begun or self.turns or self.decided or self.calls
        return not (self.taken_in or moved or self.launched or self.missed or self.states)


def tick(workspace: Workspace, shift: Shift | None = None) -> Ticked:
    """Do what is due now; raise LockHeldError where another tick is at work in this workspace."""
    done = Ticked()
    if not workspace.config.automation.enabled:
        return done
    with locked(workspace), workspace.open() as database:
        home.claim(database)
        now = workspace.clock.now()
        _look_back(workspace, database, now)
        _take_in(workspace, database, done)
        recover.recover(database, now)
        authored = catalogue.read(workspace)
        done.faults += [fault.sentence() for fault in authored.faults]
        _refresh(workspace, database, authored, done)
        with database.transaction():  # before it is read: what is changed meanwhile is read by the next tick
            inlets.remember_file(database, workspace.folder / festivals.FILE)
        journeys = flow_legs.legs(workspace, database, authored, now)
        hearing.give_up(database, now)
        journeys.walk()
        _launch_due(workspace, database, authored, done, now)
        _watch_tests(workspace, database, authored, done, now)
        _dispatch(workspace, database, authored, done, shift, journeys)
        until = now + workspace.config.tick_seconds * 1000
        done.calls = webhooks.make(workspace, database, until)
        done.begun, done.turns = journeys.enrolled.entered, journeys.advanced.turns
        done.faults += journeys.faults()
        crew.finish(database, workspace.clock.now())
        with database.transaction():
            database.set_fact("last_tick", str(now))
    return done


@contextmanager
def locked(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace's tick lock for a block."""
    lock = FileLock(workspace.made() / "tick.lock")
    since = iso(workspace.clock.now(), zone(workspace.zone))
    if not lock.acquire(f"pid {os.getpid()} since {since}"):
        raise LockHeldError(
            _("another tick is at work here ({holder})", holder=lock.holder() or "?"),
            _("wait for it to end; this one did nothing"),
        )
    with lock:
        yield


def _look_back(workspace: Workspace, database: Database, now: int) -> None:
    """Warn where the last tick worked later than ``now``: the machine's clock went back, or ``--now`` did."""
    last = int(database.fact("last_tick") or 0)
    if last > now + 5 * MINUTE:
        times = {"now": instant(now, workspace.zone), "last": instant(last, workspace.zone)}
        workspace.notice(_("it is {now} here, before the last tick ({last}): nothing that it did is undone", **times))


def _take_in(workspace: Workspace, database: Database, done: Ticked) -> None:
    """Take in what changed in the inlets; rows that are refused are faults."""
    for one in ingest.take_in(workspace, database):
        done.taken_in += one.rows
        if one.rejects:
            done.faults.append(ingest.refused(one))


def _refresh(workspace: Workspace, database: Database, authored: Catalogue, done: Ticked) -> None:
    """Bring the members of segments up to now."""
    found = segmenting.refresh(workspace, database, authored, now=workspace.clock.now())
    done.entered, done.exited = found.entered, found.exited
    done.faults += found.faults


def _launch_due(workspace: Workspace, database: Database, authored: Catalogue, done: Ticked, now: int) -> None:
    for name, _schedule, planned in controls.campaigns_due(database, now):
        try:
            _launch(workspace, database, authored, name, planned, now, done)
        except MactlError as fault:
            done.faults.append(_("campaign {name}: {fault}", name=name, fault=fault.message))


def _watch_tests(workspace: Workspace, database: Database, authored: Catalogue, done: Ticked, now: int) -> None:
    for decided, fault in watching.watch(workspace, database, authored, now):
        if decided:
            done.decided.append(decided)
        if fault:
            done.faults.append(fault)


def _launch(
    workspace: Workspace, database: Database, authored: Catalogue, name: str, planned: int, now: int, done: Ticked
) -> None:
    """Launch one due campaign, then move its schedule on; a tick killed in between finds the launch made."""
    campaign = authored.campaign(name)
    preparing.refuse_tested(workspace, database, campaign, sandbox=False)
    due = scheduling.due_occurrence(workspace, campaign, planned, now)
    if due is None:
        _put_off(workspace, database, campaign, planned, now)
        return
    prepared = preparing.prepare(workspace, database, authored, campaign, now, sandbox=False)
    prepared.require_approval()
    order = dataclasses.replace(prepared.order, occurrence=due.key, planned=due.planned)
    launch.launch(workspace, database, order, now)
    with database.transaction():
        for key in due.missed:
            origins.record_missed(database, order.campaign.id, key, prepared.order.version, now)
        scheduling.move_on(workspace, database, campaign, now)
    done.launched.append(campaign.name)
    done.missed += [f"{campaign.name} {key}" for key in due.missed]


def _put_off(workspace: Workspace, database: Database, campaign: Campaign, planned: int, now: int) -> None:
    """Follow a schedule that was edited and not put into force again: nothing goes out at a time it no longer names."""
    with database.transaction():
        after = scheduling.move_on(workspace, database, campaign, now)
    assert after is not None  # else it would have been due
    times = {"then": instant(planned, workspace.zone), "next": instant(after, workspace.zone)}
    workspace.notice(
        _("campaign {name} was to go out {then}; its schedule was edited and says {next}", name=campaign.name, **times)
    )


def _dispatch(
    workspace: Workspace, database: Database, authored: Catalogue, done: Ticked, shift: Shift | None, journeys: Legs
) -> None:
    """Send what is due; what became of it may move people in flows on, to messages that are due at once."""
    shift = shift or Shift(clock=workspace.clock)
    shift.until = workspace.clock.now() + workspace.config.tick_seconds * 1000
    while not shift.stop.is_set() and _serve(workspace, database, authored, done, shift) and journeys.walk():
        pass


def _serve(workspace: Workspace, database: Database, authored: Catalogue, done: Ticked, shift: Shift) -> bool:
    """Send what is due once; return whether there was anything."""
    launches = [origin for origin in origins.running(database) if _has_due(database, origin, workspace.clock.now())]
    if not launches:
        return False
    shift.run = runs.begin(database, "tick", workspace.clock.now())
    shift.settled = False
    try:
        broadcasting.post(workspace, database, launches, shift)
        database.modest()
        crew.dispatch(workspace, shift, _plans(workspace, database, authored, launches, done))
    finally:
        crew.end(database, shift)
    done.states, done.halts = dict(shift.counts), dict(shift.halts)
    return True


def _has_due(database: Database, origin: Origin, now: int) -> bool:
    times = [outbox.next_due(database, origin.id, channel) for channel in origin.channels]
    return any(due is not None and due <= now for due in times) or broadcasting.has_due(database, origin.id, now)


def _plans(
    workspace: Workspace, database: Database, authored: Catalogue, launches: Sequence[Origin], done: Ticked
) -> list[Plan]:
    """Return the plans of launches; one that cannot be made, or may not run, is named and its messages stay."""
    found: list[Plan] = []
    for origin in launches:
        try:
            if origin.kind == "flow":
                flow_approval.require_still_approved(workspace, database, origin)
            else:
                approving.require_still(workspace, database, authored, origin)
            found += crew.plans_for(workspace, database, [origin])
        except MactlError as fault:
            named = _("flow {name}: {fault}") if origin.kind == "flow" else _("campaign {name}: {fault}")
            done.faults.append(named.format(name=origin.name, fault=fault.message))
    return found
