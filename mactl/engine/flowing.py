"""What people decide about flows: activate, approve, pause, resume, stop; each is in the audit log (F1, F7, G2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mactl.core.flows.program import Program, restore
from mactl.core.model.flow import Flow
from mactl.core.schedule.durations import parse
from mactl.engine import enroll, flow_approval, flow_legs, migration
from mactl.engine.catalogue import Catalogue
from mactl.engine.journeys import Journeys
from mactl.engine.starts._socket import Known
from mactl.engine.workspace import Workspace
from mactl.store import arrivals, clocks, controls, enrolments, flows
from mactl.store.database import Database
from mactl.store.flows import FlowRow, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """What an activation did: the version that people enter, whether it is another, how many events arrive again.

    A flow that was ``paused`` stays so.
    """

    flow: Flow
    version: Version
    fresh: bool
    caught_up: int = 0
    migrated: int = 0
    paused: bool = False


def activate(
    workspace: Workspace, database: Database, authored: Catalogue, flow: Flow, *, backfill: str = "",
    moves: Mapping[str, str] | None = None,
) -> Activated:  # fmt: skip
    """Let people enter a flow as its file says now, in one transaction; those inside finish what they entered (F1).

    ``backfill`` ("7d") lets events of so long ago start it too (E3). ``moves`` moves those inside to this version (F2):
    where they go on from steps that are no longer there, {} where every step is still there.

    Raises:
        MactlError: a fault of the flow or of what it names, or no approval of exactly this version where one is asked.
    """
    program, now = authored.program(flow), workspace.clock.now()
    digest = flow_approval.version(workspace, program)
    flow_approval.require_approval(workspace, database, flow, digest)
    journeys = flow_legs.legs(workspace, database, authored, now).journeys
    with database.transaction():
        number = flows.number(database, flow.id, now)
        before = flows.find(database, flow.id)
        assert before is not None
        kept = flows.keep_version(database, number, program.digest, program.definition, now)
        since = now - parse(backfill).elapsed_ms() if backfill else _since(before, now)
        flows.keep_texts(database, number, flow_approval.texts(workspace, program))
        flows.activate(database, flow.id, kept, since=since, now=now)
        _set_going(journeys, before, program, now if _goes_on(before) and not backfill else since, back=bool(backfill))
        caught_up = arrivals.since(database, number, since) if backfill else 0
        if moves is not None:
            migration.check(journeys, number, kept.id, program, moves)
        detail = {"version": kept.number, "backfill": backfill, "migrate": None if moves is None else dict(moves)}
        controls.write_audit(
            database, who=workspace.who, what="activate", now=now, about=flow.id, digest=digest, detail=detail
        )
    moved = 0 if moves is None else migration.migrate(journeys, number, kept, program, moves)
    fresh = before.version != kept.id
    paused = before.state == "paused"
    return Activated(flow=flow, version=kept, fresh=fresh, caught_up=caught_up, migrated=moved, paused=paused)


def _set_going(journeys: Journeys, before: FlowRow, program: Program, since: int, *, back: bool) -> None:
    """Let events and clocks start the version at work from now on; clocks of the same trigger go on as they are.

    Those of another one count from ``since``, and so do all where somebody asks for what lies ``back``. What an event
    has begun to wait for by the same event goes on, and so does what other flows have asked for.
    """
    database = journeys.database
    flows.set_interests(database, before.number, enroll.interests(program))
    row = flows.find(database, before.id)
    assert row is not None
    old = restore(flows.version(database, before.version).definition) if _goes_on(before) else None
    alike = old is not None and _starts_alike(old, program)
    if alike and not back:
        return
    if old is None:
        clocks.clear(database, before.number)
    elif not (alike or _waits_alike(old, program)):
        if before.state == "active":
            enroll.settle(Known(journeys, before, old))
        clocks.clear_unsettled(database, before.number)
    enroll.starter(program.trigger).arm(Known(journeys, row._replace(since=since), program))


def _goes_on(before: FlowRow) -> bool:
    """Tell whether a flow is at work."""
    return bool(before.version) and before.state != "stopped"


def _starts_alike(old: Program, program: Program) -> bool:
    """Tell whether two versions start alike: their clocks show the same."""
    return old.flow.trigger == program.flow.trigger and old.flow.time_zone == program.flow.time_zone


def _waits_alike(old: Program, program: Program) -> bool:
    """Tell whether the same events set the clocks of two versions."""
    return type(old.trigger) is type(program.trigger) and enroll.interests(old) == enroll.interests(program) != ()


def _since(before: FlowRow, now: int) -> int:
    """Return from when on events let people in: a flow at work goes on where it was."""
    return before.since if _goes_on(before) else now


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What was approved: the hash, and the numbers of earlier versions with ``people`` who are still inside."""

    digest: str
    earlier: tuple[int, ...] = ()
    people: int = 0


def approve(workspace: Workspace, database: Database, authored: Catalogue, flow: Flow) -> Approved:
    """Approve a flow exactly as it is now, its templates and coupons included (G1).

    What it says to those who still finish earlier versions changes with its templates, too: these are approved with it.
    """
    program, now = authored.program(flow), workspace.clock.now()
    digest = flow_approval.version(workspace, program)
    earlier = [each for each in _at_work(database, flow) if each.digest != program.digest]
    with database.transaction():
        for one in [digest, *filter(None, (flow_approval.version_of(workspace, each) for each in earlier))]:
            controls.approve(database, "flow", flow.id, one, who=workspace.who, now=now)
        numbers = [each.number for each in earlier]
        controls.write_audit(
            database, who=workspace.who, what="approve", now=now, about=flow.id, digest=digest,
            detail={"earlier_versions": numbers},
        )  # fmt: skip
    row = flows.find(database, flow.id)
    inside = enrolments.steps_of_others(database, row.number, _number(database, row, program)) if row else {}
    return Approved(digest=digest, earlier=tuple(numbers), people=sum(inside.values()))


def _at_work(database: Database, flow: Flow) -> list[Version]:
    """Return the versions of a flow that people enter or are inside."""
    row = flows.find(database, flow.id)
    if row is None:
        return []
    there = {version for version, _step, _phase, _people in enrolments.standing(database, row.number)} | {row.version}
    return [each for each in flows.versions(database, row.number) if each.id in there]


def _number(database: Database, row: FlowRow, program: Program) -> int:
    found = flows.same_version(database, row.number, program.digest)
    return found.id if found else 0
