"""Simulation: flows lived through a stretch of the workspace's own history, in memory, sending nothing (rule F8)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from mactl.clock import MINUTE
from mactl.core.flows.program import restore
from mactl.core.model.flow import Flow
from mactl.core.segments.parse import audience
from mactl.engine import flow_legs, flow_pausing, flowing, world
from mactl.engine.assuming import NOBODY, Audience, Rates
from mactl.engine.catalogue import Catalogue
from mactl.engine.surroundings import surroundings
from mactl.engine.workspace import Workspace
from mactl.engine.world import World
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import events, flows, profiles, retold, selections, simulated
from mactl.store.database import Database
from mactl.store.retold import Later
from mactl.store.simulated import Figures

EVERY = 15 * MINUTE
_DRAW = "simulate"  # what a share of the customers is drawn by
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What is lived through: from ``start`` to ``stop`` (exclusive), ticked ``every`` so many milliseconds.

    ``instants`` are the ticks themselves, where they are given. Of the customers those take part who are in the segment
    ``segment`` now, a ``share`` of them, at most ``people``; ``assumed`` are the opens and clicks of what is sent.
    """

    start: int
    stop: int
    every: int = EVERY
    instants: Sequence[int] = ()
    share: float = 1.0
    people: int | None = None
    segment: str = ""
    assumed: Rates = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """What came of a simulation: figures of each flow's steps, and what went wrong."""

    figures: Figures
    faults: tuple[str, ...] = field(default=())


def simulate(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    chosen: Sequence[Flow],
    stretch: Stretch,
    progress: Progress = lambda _done, _all: None,
) -> Simulated:
    """Return what ``chosen`` flows would have done in a stretch of history, had they been active from its start on.

    Raises:
        MactlError: a stretch that has no length, or a fault of a flow.
    """
    if stretch.stop <= stretch.start:
        raise MactlError(_("the end of the simulation lies before its start"), _("give --from before --to"))
    with retold.copy(database, stretch.start, _chosen(workspace, database, authored, stretch)) as copy:
        own = replace(authored, flows=tuple(chosen), campaigns=authored.campaigns)
        scene = world.world(workspace, own, copy, stretch.start - 1)
        scene.segments = concerned(own)
        scene.tick(stretch.start - 1)  # who is in a segment as it begins has not entered it
        for flow in chosen:
            flowing.activate(scene.workspace, copy, own, flow)
        _live(scene, stretch, progress)
        return Simulated(figures=simulated.figures(copy), faults=tuple(dict.fromkeys(scene.faults)))


def _chosen(workspace: Workspace, database: Database, authored: Catalogue, stretch: Stretch) -> list[int] | None:
    """Return the row ids of those who take part; None: everybody."""
    where = None
    if stretch.segment:
        context = authored.context(database, workspace.clock.now(), workspace.zone)
        where = selections.where(audience(authored.segment(stretch.segment).id, context.segments), context)
    return simulated.taking_part(database, _DRAW, stretch.share, stretch.people, where)


def concerned(authored: Catalogue) -> frozenset[str]:
    """Return the ids of the segments that the flows name anywhere, or whose members get a tag.

    What these look into in turn is decided when they are.
    """
    said = {word for flow in authored.flows for word in _words(json.loads(authored.program(flow).definition))}
    return frozenset(each.id for each in authored.segments if each.tag or said & {each.id, each.name})


def _words(said: object) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for value in said.values():
            yield from _words(value)
    elif isinstance(said, list | tuple):
        for value in said:
            yield from _words(value)


def foresee(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    flow: Flow,
    stretch: Stretch,
    moves: Mapping[str, str] | None,
    progress: Progress = lambda _done, _all: None,
) -> Simulated:
    """Return what those who are inside a flow now would still get in ``stretch``, were it activated at its start.

    With ``moves`` they are moved to the new version, else they finish their own. Nothing happens to them meanwhile. A
    paused flow is resumed at once, and what came due is sent.
    """
    row = flows.find(database, flow.id)
    assert row is not None
    with retold.present(database, row.number) as copy:
        scene = world.world(workspace, authored, copy, stretch.start)
        flowing.activate(scene.workspace, copy, authored, flow, moves=moves)
        if row.state == "paused":
            flow_pausing.resume(scene.workspace, copy, authored, flow.id, "send")
        scene.tick(stretch.start)
        _live(scene, stretch, progress)
        return Simulated(figures=simulated.still_to_come(copy), faults=tuple(dict.fromkeys(scene.faults)))


def taking_part(database: Database, share: float) -> int:
    """Return how many customers a share of them is: the same ones each time."""
    return database.number("SELECT COUNT(*) FROM customers WHERE share(?, customer_id) < ?", (_DRAW, share))


def active(database: Database, flow: Flow) -> Flow:
    """Return the version of a flow that people enter now; raise MactlError where it was never activated."""
    row = flows.find(database, flow.id)
    if row is None or not row.version:
        raise MactlError(
            _("{name} was never activated: there is nothing to compare with", name=flow.name),
            _("leave out --against"),
        )
    return restore(flows.version(database, row.version).definition).flow


def _live(scene: World, stretch: Stretch, progress: Progress) -> None:
    """Let everything happen in its time, each tick with all that came before it."""
    coming = groupby(retold.later(scene.database, stretch.stop), lambda one: _tick(stretch, one.at))
    batch, people = next(coming, None), Audience(scene=scene, rates=stretch.assumed, seen=scene.clock.now())
    while True:
        instants = [_tick(stretch, due) for due in (scene.next_due(), people.next) if due is not None]
        instants += [batch[0]] if batch is not None else []
        at = min(instants, default=stretch.stop)
        if at >= stretch.stop:
            return
        if batch is not None and batch[0] == at:
            _happen(scene, list(batch[1]), at)
            batch = next(coming, None)
        scene.clock.set(at)
        people.react(at)
        scene.tick(at)
        people.notice(at)
        progress(at - stretch.start, stretch.stop - stretch.start)


def _tick(stretch: Stretch, at: int) -> int:
    """Return the first tick at or after an instant; the last one is as the stretch ends."""
    if stretch.instants:
        from bisect import bisect_left

        place = bisect_left(stretch.instants, at)
        return stretch.instants[place] if place < len(stretch.instants) else stretch.stop
    due = stretch.start + -(-(at - stretch.start) // stretch.every) * stretch.every
    return min(due, stretch.stop - 1) if at < stretch.stop else due


def _happen(scene: World, batch: Sequence[Later], at: int) -> None:
    """Store what happened since the last tick: events and changes in the order in which they came."""
    scene.clock.set(at)
    database = scene.database
    with database.transaction():
        for is_event, some in groupby(batch, lambda one: one.event is not None):
            if is_event:
                before = events.last(database)
                events.add(database, list(_events(some)), at)
                flow_legs.act(surroundings(scene.workspace, database, scene.authored), before, arrive=True)
            else:
                profiles.edit(database, [one.edit for one in some if one.edit is not None], at)


def _events(some: Iterator[Later]) -> Iterator[events.Stored]:
    for one in some:
        if one.event is not None:
            yield one.event
