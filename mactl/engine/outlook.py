"""The days to come, by the engine itself: everything that is due, let happen in a copy in memory, sending nothing (F8).

Scheduled campaigns are launched in it at their instants, flows go on with those who are inside and those whom the clock
lets in, as if no customer did anything meanwhile. Of many people a sample is followed, each campaign's and flow's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from mactl.core.flows.program import Program, restore
from mactl.core.model.campaign import Budget, Campaign
from mactl.core.schedule import recurrence
from mactl.core.segments.parse import audience
from mactl.engine import launch, preparing, scheduling, world
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.engine.world import World
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, excerpts, flows, origins, outlooks, selections, totals
from mactl.store.database import Database
from mactl.store.flows import FlowRow
from mactl.store.outlooks import QUARTER, Fate, Stratum

MOST = 1_000  # people of each campaign and flow that are followed
BY_CLOCK = frozenset({"date", "festival", "cron"})  # triggers that let people in with nobody doing anything
Progress = Callable[[int, int], None]


class Launch(NamedTuple):
    """An occurrence of a campaign that is still to come: when, and its key in the ledger."""

    at: int
    key: str
    campaign: Campaign


class Due(NamedTuple):
    """What comes of messages in a quarter of an hour: how many they are, and what those cost that go out."""

    kind: str
    name: str
    occurrence: str
    quarter: int
    channel: str
    state: str
    reason: str
    messages: float
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is due in the days to come. ``strata`` are whom it reaches, by ``stratum``; ``faults`` what went wrong."""

    due: tuple[Due, ...]
    launches: tuple[Launch, ...]
    strata: dict[str, Stratum]
    flows: tuple[tuple[FlowRow, Program], ...]
    faults: tuple[str, ...]


def stratum(kind: str, name: str) -> str:
    """Return what the people of a campaign or flow go by."""
    return f"{kind}/{name}"


def look(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    stop: int,
    *,
    most: int = MOST,
    progress: Progress = lambda _done, _all: None,
) -> Outlook:
    """Return what is due from now until ``stop``; the strata stay on the connection, to be compared."""
    now, faults = workspace.clock.now(), list[str]()
    launches = list(_launches(workspace, database, authored, now, stop, faults))
    at_work = [(row, restore(flows.version(database, row.version).definition)) for row in flows.everything(database)
               if row.state != "stopped" and row.version]  # fmt: skip
    _concerned(workspace, database, authored, launches, at_work, stop)
    strata = outlooks.strata(database, most)
    due: list[Due] = []
    if strata:
        with excerpts.excerpt(database, outlooks.followed(database, strata)) as copy:
            scene = _scene(workspace, authored, copy, now)
            _live(scene, launches, stop, faults, progress)
            due = list(_summed(scene, strata, at_work, now))
            faults += scene.faults
    return Outlook(
        due=tuple(due), launches=tuple(launches), strata=strata, flows=tuple(at_work),
        faults=tuple(dict.fromkeys(faults)),
    )  # fmt: skip


def _launches(
    workspace: Workspace, database: Database, authored: Catalogue, now: int, stop: int, faults: list[str]
) -> Iterator[Launch]:
    """Yield the occurrences of scheduled campaigns until ``stop``; what was due before is launched by the next tick."""
    for name, _schedule, planned in controls.campaigns_due(database, stop - 1):
        try:
            campaign = authored.campaign(name)
            schedule = scheduling.schedule_of(campaign, workspace.zone)
        except MactlError as fault:
            faults.append(_("campaign {name}: {fault}", name=name, fault=fault.message))
            continue
        if planned <= now and (due := scheduling.due_occurrence(workspace, campaign, planned, now)):
            yield Launch(now, due.key, campaign)
        for at in recurrence.occurrences(schedule, max(planned - 1, now), stop - 1):
            yield Launch(at, recurrence.occurrence_key(schedule, at), campaign)


def _concerned(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    launches: Sequence[Launch],
    at_work: Sequence[tuple[FlowRow, Program]],
    stop: int,
) -> None:
    """Put down whom each campaign and flow may reach until ``stop``."""
    outlooks.begin(database)
    context = authored.context(database, workspace.clock.now(), workspace.zone)
    for campaign in {each.campaign.id: each.campaign for each in launches}.values():
        with suppress(MactlError):  # it is named when it is to be launched
            where = selections.where(audience(campaign.audience, context.segments), context)
            outlooks.add_audience(database, stratum("campaign", campaign.id), where)
    for origin in origins.running(database):
        if origin.kind == "campaign" and totals.waiting(database, origin.id):
            outlooks.add_waiting(database, stratum("campaign", origin.name), origin.id)
    for row, program in at_work:
        outlooks.add_inside(database, stratum("flow", row.id), row.number, stop)
        crowd = outlooks.next_crowd(database, row.number)
        for _path, name in program.trigger.segments() if crowd is not None and crowd < stop else ():
            with suppress(MactlError):
                where = selections.where(audience(name, context.segments), context)
                outlooks.add_audience(database, stratum("flow", row.id), where)
        if crowd is not None and crowd < stop and not list(program.trigger.segments()):
            outlooks.add_audience(database, stratum("flow", row.id), selections.where(audience("all", {}), context))


def _scene(workspace: Workspace, authored: Catalogue, copy: Database, now: int) -> World:
    """Return the world in which it happens: without budgets, which are compared with the whole, not with a sample."""
    config = replace(workspace.config, max_cost=None)
    scene = world.world(replace(workspace, config=config), authored, copy, now + 1)
    scene.segments = frozenset()
    return scene


def _live(scene: World, launches: Sequence[Launch], stop: int, faults: list[str], progress: Progress) -> None:
    """Let everything come due in its time, campaigns and flows together."""
    start, coming = scene.clock.now(), sorted(launches, key=lambda each: each.at)
    at: int | None = start
    while at is not None and at < stop:
        scene.clock.set(at)
        while coming and coming[0].at <= at:
            one = coming.pop(0)
            try:
                _launch(scene, one, at)
            except MactlError as fault:
                faults.append(_("campaign {name}: {fault}", name=one.campaign.name, fault=fault.message))
        scene.tick(at)
        progress(at - start, stop - start)
        at = _next(scene, coming)


def _next(scene: World, coming: Sequence[Launch]) -> int | None:
    """Return the next instant to look at: when something is due, in steps of a quarter of an hour."""
    due = scene.next_due()
    instants = [-(-due // QUARTER) * QUARTER] if due is not None else []
    instants += [each.at for each in coming[:1]]
    return max(min(instants), scene.clock.now() + 1) if instants else None


def _launch(scene: World, one: Launch, at: int) -> None:
    """Launch a campaign in the world, as a tick would."""
    campaign = replace(one.campaign, budget=Budget())
    preparing.refuse_tested(scene.workspace, scene.database, campaign, sandbox=False)
    made = preparing.prepare(scene.workspace, scene.database, scene.authored, campaign, at, sandbox=False)
    order = replace(made.order, occurrence=one.key, planned=at)
    launch.launch(scene.workspace, scene.database, order, at)


def _summed(
    scene: World, strata: dict[str, Stratum], at_work: Sequence[tuple[FlowRow, Program]], now: int
) -> Iterator[Due]:
    """Yield what came of it, each message for as many as it stands for."""
    by_clock = {row.id for row, program in at_work if BY_CLOCK & set(program.flow.trigger)}
    sums: dict[tuple[str, str, str, int, str, str, str], tuple[float, float]] = {}
    for fate in outlooks.fates(scene.database, now):
        known = strata.get(stratum(fate.kind, fate.name))
        if known is None or fate.lot > known.last or not _is_due(fate, now, by_clock):
            continue
        occurrence = fate.occurrence.rpartition("/")[0] if fate.kind == "flow" else fate.occurrence
        key = (fate.kind, fate.name, occurrence, fate.at // QUARTER, fate.channel, fate.state, fate.reason)
        messages, cost = sums.get(key, (0.0, 0.0))
        paid = fate.cost * known.weight if fate.state == "sent" else 0.0
        sums[key] = (messages + known.weight, cost + paid)
    for key, (messages, cost) in sums.items():
        yield Due(*key, messages, cost)


def _is_due(fate: Fate, now: int, by_clock: set[str]) -> bool:
    """Tell whether a message is sure: of a campaign, of a journey that began, or that the calendar itself begins."""
    return fate.anchor is None or fate.anchor <= now or fate.name in by_clock
