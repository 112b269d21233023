"""What activating a flow would do: what changes, who is inside and how each would move, what would go out (F1, F2).

Nothing is written. How people would move is asked of the very functions that move them (engine/migration.py), and what
would go out is found by the engine itself in copies in memory (engine/simulating.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from mactl.clock import DAY, HOUR
from mactl.core.flows import differing, machine, migrating
from mactl.core.flows.differing import Difference
from mactl.core.flows.program import Program, restore
from mactl.core.model.flow import Flow
from mactl.engine import advance, asking, flow_approval, flow_legs, migration, simulating
from mactl.engine.asking import Wanted
from mactl.engine.catalogue import Catalogue
from mactl.engine.journeys import Journeys
from mactl.engine.migration import Moving
from mactl.engine.simulating import Progress, Simulated, Stretch
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.store import enrolments, flows
from mactl.store.database import Database
from mactl.store.flows import FlowRow, FlowText, Version

PEOPLE = 20_000  # lived through history whole up to so many customers; of more, a share
_TIMED = {"waiting", "parked", "awaiting", "tasked"}  # phases that an instant of the journey's own ends
# kept: nothing changes for them. at_once, earlier, later: their time is another. moved: to another step. left: out.
# anew: what their step has begun is taken back, and it begins again. asked: their step is gone, and somebody must say
# where they go on. stays: they are in this version already.
Fate = Literal["kept", "at_once", "earlier", "later", "anew", "moved", "left", "asked", "stays"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a plan is asked for: ``days`` of history and of future (0: none), a ``share`` of the customers.

    ``moves`` are those of ``--move``; a ``share`` of None is as many as are quickly lived through.
    """

    days: int = 28
    share: float | None = None
    moves: Mapping[str, str] = field(default_factory=dict)


class Inside(NamedTuple):
    """People inside who stand at one step, and how ``--migrate`` would move them.

    ``target`` is the step at which they would go on; ``first`` and ``last`` are when, where a time is another.
    """

    version: int
    step: str
    phase: str
    people: int
    fate: Fate
    target: str = ""
    first: int | None = None
    last: int | None = None


class Past(NamedTuple):
    """A stretch of history under both versions (``old`` None: never active), for ``people`` of ``all`` customers."""

    stretch: Stretch
    people: int
    all: int
    new: Simulated
    old: Simulated | None


class Future(NamedTuple):
    """What those inside would still get, staying in their version and moved (None: it is not known where to)."""

    stretch: Stretch
    stay: Simulated
    migrate: Simulated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What activating a flow would do.

    ``active`` is the version that people enter now, ``again`` the one that the file holds where it is known already.
    ``renamed`` are steps that look renamed; ``moves`` what was assumed of where people go on, those among them.
    """

    flow: Flow
    program: Program
    row: FlowRow | None
    active: Version | None
    again: Version | None
    approved: bool
    differences: tuple[Difference, ...]
    corrected: tuple[FlowText, ...]
    inside: tuple[Inside, ...]
    renamed: Mapping[str, str]
    moves: Mapping[str, str]
    past: Past | None = None
    future: Future | None = None

    @property
    def lost(self) -> dict[str, int]:
        """How many people stand at steps that are gone and that nothing is assumed of."""
        found: dict[str, int] = {}
        for each in self.inside:
            if each.fate == "asked":
                found[each.step] = found.get(each.step, 0) + each.people
        return found

    @property
    def movable(self) -> int:
        """How many people ``--migrate`` would move."""
        return sum(each.people for each in self.inside if each.fate != "stays")


def plan(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    flow: Flow,
    wish: Wish,
    progress: Progress = lambda _done, _all: None,
) -> Planned:
    """Return what activating ``flow`` as its file has it now would do.

    Raises:
        MactlError: a fault of the flow, a move that leads nowhere.
    """
    program, row = authored.program(flow), flows.find(database, flow.id)
    migration.check_targets(program, wish.moves)
    active = flows.version(database, row.version) if row and row.version else None
    again = flows.same_version(database, row.number, program.digest) if row else None
    old = restore(active.definition) if active else None
    renamed = differing.renames(old, program) if old else {}
    moves = {**{step: to for step, to in renamed.items() if step not in program.nodes}, **wish.moves}
    journeys = flow_legs.legs(workspace, database, authored, workspace.clock.now()).journeys
    found = Planned(
        flow=flow, program=program, row=row, active=active, again=again, renamed=renamed, moves=moves,
        approved=_is_approved(workspace, database, program),
        differences=differing.differences(old, program) if old else (),
        corrected=tuple(_corrected(workspace, database, row, program)),
        inside=tuple(_inside(journeys, row, again, program, moves)) if row else (),
    )  # fmt: skip
    return _with_runs(workspace, database, authored, found, wish, progress)


def _is_approved(workspace: Workspace, database: Database, program: Program) -> bool:
    with suppress(MactlError):
        return flow_approval.is_approved(workspace, database, program)
    return False


def _corrected(workspace: Workspace, database: Database, row: FlowRow | None, program: Program) -> Iterator[FlowText]:
    """Yield the templates whose bytes are others than at the last activation: they reach people already inside."""
    if row is None:
        return
    known = {each[:3]: each.digest for each in flows.texts(database, row.number)}
    now: list[FlowText] = []
    with suppress(MactlError):  # a template that is nowhere is a fault of the flow, told as such
        now = flow_approval.texts(workspace, program)
    for text in now:
        if known.get(text[:3], text.digest) != text.digest:
            yield text


def _inside(
    journeys: Journeys, row: FlowRow, again: Version | None, program: Program, moves: Mapping[str, str]
) -> Iterator[Inside]:
    """Yield who is inside: version by version, step by step, and how each would move."""
    groups: dict[Inside, list[int | None]] = {}  # the new time of each person, where it is another
    for each, due in _people(journeys, row, again.id if again else 0, program, moves):
        groups.setdefault(each._replace(people=0), []).extend([due] * each.people)
    order = {step: place for place, step in enumerate(program.nodes)}
    for each in sorted(groups, key=lambda one: (one.version, order.get(one.step, len(order)), one)):
        times = [due for due in groups[each] if due is not None]
        yield each._replace(people=len(groups[each]), first=min(times, default=None), last=max(times, default=None))


def _people(
    journeys: Journeys, row: FlowRow, own: int, program: Program, moves: Mapping[str, str]
) -> Iterator[tuple[Inside, int | None]]:
    """Yield those inside in groups, or one by one with their new time where it is another."""
    database = journeys.database
    for version, step, phase, people in enrolments.standing(database, row.number):
        number = journeys.version(version).number
        if version == own:
            yield Inside(number, step, phase, people, "stays"), None
        elif migrating.missing(program, [step], moves):
            yield Inside(number, step, phase, people, "asked"), None
    last = 0
    while numbers := enrolments.of_others(database, row.number, own, last, advance.BATCH):
        rows = enrolments.load(database, numbers)
        known = [each for each in rows if not migrating.missing(program, [each.step], moves)]
        movings = list(migration.turns(journeys, known, program, moves))
        ends = _ends(journeys, movings, program)
        for moving in movings:
            yield _fate(journeys, moving, ends.get(moving.row.id, moving.turn.state.due))
        last = numbers[-1]


def _ends(journeys: Journeys, movings: Sequence[Moving], program: Program) -> dict[int, int]:
    """Return, by enrolment, when those who wait for something go on at the latest: they look at it again at once."""
    looking = [each for each in movings if each.row.phase == "awaiting" and _looks_again(each, journeys.now)]
    if not looking:
        return {}
    context = journeys.context(looking[0].row.version, [each.row.time_zone for each in looking])
    asked = [
        Wanted(each.row, state.since, machine.questions(program, state))
        for each in looking
        for state in (each.turn.state,)
    ]
    answers = asking.answer(journeys.database, context, asked)
    ends: dict[int, int] = {}
    for row, (state, _effects, _again), about in looking:
        put = journeys.put(row, at=state.since)._replace(answers=answers.get(row.id, {}), paused=False, zone=about.zone)
        then = machine.turn(program, state, put).state
        ends[row.id] = then.due if then.phase == "awaiting" and then.due is not None else journeys.now
    return ends


def _looks_again(moving: Moving, now: int) -> bool:
    state = moving.turn.state
    return state.phase == "waiting" and state.due is not None and state.due <= now


def _fate(journeys: Journeys, moving: Moving, due: int | None) -> tuple[Inside, int | None]:
    """Return how one person, who goes on at ``due``, would move: as their group."""
    row, state = moving.row, moving.turn.state
    group = Inside(journeys.version(row.version).number, row.step, row.phase, 1, "kept", state.step)
    if state.phase == "done":
        return group._replace(fate="left", target=""), None
    if state.step != row.step:
        return group._replace(fate="moved"), due
    if state.visit != row.visit:
        return group._replace(fate="anew"), due
    if row.phase not in _TIMED or due == row.due or due is None or row.due is None:
        return group, None
    if due <= journeys.now:
        return group._replace(fate="at_once"), due
    return group._replace(fate="earlier" if due < row.due else "later"), due


def _with_runs(
    workspace: Workspace, database: Database, authored: Catalogue, found: Planned, wish: Wish, progress: Progress
) -> Planned:
    """Return the plan with what the runs in memory have shown."""
    if wish.days <= 0:
        return found
    now, long = workspace.clock.now(), wish.days * DAY
    everybody = database.number("SELECT COUNT(*) FROM customers")
    share = wish.share or min(1.0, PEOPLE / max(everybody, 1))
    behind = Stretch(start=now - long, stop=now, every=HOUR, share=share)
    moves = [None, found.moves] if found.movable and not found.lost else [None]
    ahead = moves if found.row is not None and found.inside else []
    flows_then = [found.flow] + ([restore(found.active.definition).flow] if found.active else [])
    bars = iter(_bars(progress, len(ahead) + len(flows_then)))
    coming = Stretch(start=now, stop=now + long, every=HOUR)
    futures = [
        simulating.foresee(workspace, database, authored, found.flow, coming, each, next(bars)) for each in ahead
    ]
    pasts = [simulating.simulate(workspace, database, authored, [each], behind, next(bars)) for each in flows_then]
    people = everybody if share >= 1 else simulating.taking_part(database, share)
    return replace(
        found,
        past=Past(behind, people, everybody, pasts[0], pasts[1] if len(pasts) > 1 else None),
        future=Future(coming, futures[0], futures[1] if len(futures) > 1 else None) if futures else None,
    )


def _bars(progress: Progress, runs: int) -> list[Progress]:
    """Return the progress of each of several runs as a part of one."""
    return [lambda done, total, run=run: progress(run * total + done, runs * total) for run in range(runs)]  # type: ignore[misc]
