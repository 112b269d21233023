"""A/B tests as commands and programs use them: rehearsed, run, judged, stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mactl.api import analytics, results, sending
from mactl.api.results import Sent
from mactl.core.experiments.assignment import Assigned
from mactl.core.experiments.variants import HOLDOUT, WINNER, occurrence
from mactl.core.experiments.verdict import Verdict
from mactl.core.model.experiment import AbTest
from mactl.engine import catalogue, crew, recover
from mactl.engine.abtests import approving, counting, ending, in_flows, starting
from mactl.engine.abtests.counting import Asked
from mactl.engine.abtests.design import Ready, ready
from mactl.engine.catalogue import Catalogue
from mactl.engine.ingest import sync
from mactl.engine.shift import Shift
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, experiments, home, runs, shadow, totals
from mactl.store.database import Database
from mactl.store.experiments import Started
from mactl.store.origins import Origin

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What became, or would become, of starting a test: people by role and arm, and each arm's messages."""

    test: AbTest
    mode: str
    people: Mapping[Assigned, int]
    sent: Mapping[str, Sent]  # by variant; HOLDOUT for those who get nothing
    deadline: int
    already: bool = False
    state: str = "running"

    def count(self, role: str) -> int:
        """Return how many people have a role: test, holdout or rest."""
        return sum(number for one, number in self.people.items() if one.role == role)


def run(
    workspace: Workspace, test: AbTest, *, sandbox: bool = False, progress: Progress = lambda _done, _total: None
) -> Ran:
    """Start a test and send its arms; nobody gets it twice. What was started before goes on where it stopped."""
    with workspace.open() as database:
        home.claim(database)
        sync(workspace, database)
        now = workspace.clock.now()
        recover.recover(database, now)
        authored = catalogue.read(workspace)
        if test.flow:
            return _in_flow(workspace, database, authored, test, now)
        known = experiments.find(database, test.id)
        made = ready(workspace, database, authored, test, now, sandbox=sandbox)
        fresh = starting.is_fresh(database, made)
        if known is not None and not fresh:
            _require_same(test, known, made)
            if known.state != "running":
                return _ran(workspace, database, made, known, already=True)
        approving.require(workspace, database, made)
        if fresh:
            starting.require_free(database, made)
            for one in made.arms.values():
                sending.try_out(workspace, one, now)
        _send(workspace, database, starting.start(workspace, database, authored, made, now), progress)
        analytics.write(workspace, database)
        started = experiments.find(database, test.id)
        assert started is not None
        return _ran(workspace, database, made, started, already=not fresh)


def _in_flow(workspace: Workspace, database: Database, authored: Catalogue, test: AbTest, now: int) -> Ran:
    """Start a test inside a flow: its people come by themselves."""
    already = experiments.find(database, test.id) is not None
    begun = in_flows.begin(workspace, database, authored, test, now)
    people = experiments.counts(database, test.id)
    return Ran(test=test, mode=begun.mode, people=people, sent={}, deadline=begun.deadline, already=already,
               state=begun.state)  # fmt: skip


def rehearse(workspace: Workspace, test: AbTest, *, sandbox: bool = False) -> Ran:
    """Return what starting a test would do, by the same draw, launches, gates and templates; nothing is written."""
    with workspace.open() as database:
        sync(workspace, database)
        now = workspace.clock.now()
        authored = catalogue.read(workspace)
        made = ready(workspace, database, authored, test, now, sandbox=sandbox)
        known = experiments.find(database, test.id)
        if known is not None and not starting.is_fresh(database, made):
            return _ran(workspace, database, made, known, already=True)
        starting.require_free(database, made)
        shadow.cast(database)
        launches = starting.start(workspace, database, authored, made, now)
        plans = [plan.rehearsed() for plan in crew.plans_for(workspace, database, launches)]
        crew.rehearse(database, Shift(clock=workspace.clock), plans)
        sending.live_through(database, launches, plans, Shift(clock=workspace.clock))
        started = experiments.find(database, test.id)
        assert started is not None
        return _ran(workspace, database, made, started)


def _require_same(test: AbTest, known: Started, made: Ready) -> None:
    """Raise MactlError where a test that was started says something else by now."""
    was, _campaign = ending.as_started(known)
    changed = [name for name in ("variants", "share", "metric", "method") if getattr(was, name) != getattr(test, name)]
    if was.holdout != made.design.holdout:
        changed.append("holdout")
    if changed:
        raise MactlError(
            _("test {name} was started, and its {keys} say something else by now", name=test.name,
              keys=", ".join(changed)),
            _("give what is new another name: a test is what it was when it began"),
        )  # fmt: skip


def _send(workspace: Workspace, database: Database, launches: Sequence[Origin], progress: Progress) -> None:
    """Dispatch what is due of launches."""
    with database.transaction():
        for channel in {channel for origin in launches for channel in origin.channels}:
            controls.lift_halt(database, channel)
    shift = Shift(clock=workspace.clock, run=runs.begin(database, "send", workspace.clock.now()), progress=progress)
    shift.total = sum(totals.waiting(database, origin.id) for origin in launches)
    try:
        crew.dispatch(workspace, shift, crew.plans_for(workspace, database, launches))
    finally:
        crew.end(database, shift)
        crew.finish(database, shift.clock.now())


def _ran(workspace: Workspace, database: Database, made: Ready, started: Started, *, already: bool = False) -> Ran:
    by_key = {one.occurrence: one for one in ending.arms_of(database, started)}
    keys = {name: occurrence(started.id, name) for name in (*made.arms, HOLDOUT)}
    sent = {name: results.of(workspace, database, [by_key[key]]) for name, key in keys.items() if key in by_key}
    return Ran(
        test=made.test,
        mode=started.mode,
        people=experiments.counts(database, started.id),
        sent=sent,
        deadline=started.deadline,
        already=already,
        state=started.state,
    )


def started(workspace: Workspace, database: Database, test: AbTest) -> Started:
    """Return a test as it was started; raise MactlError where it was not."""
    del workspace
    found = experiments.find(database, test.id)
    if found is None:
        raise MactlError(
            _("test {name} has not been started", name=test.name),
            _("mactl abtest run --test {name} --dry-run shows what it would do", name=test.name),
        )
    return found


def analyze(workspace: Workspace, test: AbTest, asked: Asked | None = None) -> Verdict:
    """Return the judgement of a test as of now: its own question, or another that is asked of the same people."""
    with workspace.open() as database:
        sync(workspace, database)
        found = started(workspace, database, test)
        return counting.verdict(workspace, database, found, workspace.clock.now(), asked)


def mode(workspace: Workspace, test: AbTest) -> str:
    """Return the mode in which a test was started: live or sandbox."""
    with workspace.open() as database:
        return started(workspace, database, test).mode


def _require_unsent(database: Database, found: Started, winner: str) -> None:
    """Raise MactlError where the rest has been given another variant already."""
    key = occurrence(found.id, WINNER)
    if winner and winner != found.winner and any(one.occurrence == key for one in ending.arms_of(database, found)):
        raise MactlError(
            _("the rest of test {name} has been given {winner}", name=found.definition["name"], winner=found.winner),
            _("nobody gets a campaign twice"),
        )


def stop(workspace: Workspace, test: AbTest, winner: str = "") -> tuple[Started, int]:
    """End a test by hand; with ``winner`` that variant is launched to the rest. Return how many messages were taken
    back: those of its arms that nobody had claimed."""
    with workspace.open() as database:
        home.claim(database)
        now = workspace.clock.now()
        found = started(workspace, database, test)
        authored = catalogue.read(workspace)
        if winner and winner not in test.weights:
            raise MactlError(
                _("test {name} has no variant {variant}", name=test.name, variant=winner),
                _("its variants are {names}", names=", ".join(test.weights)),
            )
        _require_unsent(database, found, winner)
        with database.transaction():
            taken = ending.stop(database, found, winner or found.winner, now)
            detail = {"winner": winner}
            controls.write_audit(database, who=workspace.who, what="abtest stop", now=now, about=test.id, detail=detail)
        if winner:
            ending.send_winner(workspace, database, authored, found, winner, now)
        return started(workspace, database, test), taken
