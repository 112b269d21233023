"""Sending a campaign: the main job, from the audience to the report of what happened (rules M1 to M12, G1)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mactl.api import analytics, results
from mactl.api.results import Sent
from mactl.clock import Clock
from mactl.core.model.campaign import Campaign
from mactl.engine import broadcasting, catalogue, crew, launch, preparing, recover
from mactl.engine.ingest import sync
from mactl.engine.plans import Plan
from mactl.engine.preparing import Prepared
from mactl.engine.shift import Shift
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, home, origins, outbox, people, runs, shadow, totals
from mactl.store.database import Database
from mactl.store.origins import Origin

Progress = Callable[[int, int], None]  # called with how many messages are done, of how many
_NIGHTS = 3  # how many quiet hours a rehearsal lives through: customers' zones end them at different times
_SAMPLE = 20  # customers for whom every template is rendered before anything is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a campaign is sent.

    ``limit`` is how many messages may go out now, ``only`` the one customer (public id) served now; the rest of the
    frozen audience waits for ``resume``. ``in_doubt`` says what becomes of messages whose answer was lost.
    """

    sandbox: bool = False
    limit: int | None = None
    only: str | None = None
    max_cost: Decimal | None = None
    resume: bool = False
    in_doubt: str = "skip"


def send(
    workspace: Workspace, campaign: Campaign, options: Options, progress: Progress = lambda _done, _total: None
) -> Sent:
    """Send a campaign's occurrence and return what became of it; nobody ever gets it twice."""
    with workspace.open() as database:
        home.claim(database)
        sync(workspace, database)
        now = workspace.clock.now()
        recover.recover(database, now)
        return deliver(workspace, database, _prepare(workspace, database, campaign, options, now), options, progress)


def deliver(workspace: Workspace, database: Database, prepared: Prepared, options: Options, progress: Progress) -> Sent:
    """Launch what is prepared, or go on with it, and return what became of it."""
    prepared.require_approval()
    known = launch.standing(workspace, database, prepared.order)
    begun = launch.is_launched(workspace, prepared.order, known)
    if begun and not _goes_on(database, known, prepared.order.campaign, options):
        return results.of(workspace, database, known, finished=True)
    if not begun:
        try_out(workspace, prepared, workspace.clock.now())
    shift = _shift(workspace, database, options, progress)
    _run(workspace, database, prepared, shift, options)
    analytics.write(workspace, database)
    return results.of(workspace, database, launch.standing(workspace, database, prepared.order), shift)


def rehearse(workspace: Workspace, campaign: Campaign, options: Options) -> Sent:
    """Return what sending would do, by the very same launch, gates and templates, writing and sending nothing."""
    with workspace.open() as database:
        sync(workspace, database)
        prepared = _prepare(workspace, database, campaign, options, workspace.clock.now())
        return foresee(workspace, database, prepared, options)


def foresee(workspace: Workspace, database: Database, prepared: Prepared, options: Options) -> Sent:
    """Return what would become of what is prepared. The connection has a shadow ledger after it."""
    known = launch.standing(workspace, database, prepared.order)
    if launch.is_launched(workspace, prepared.order, known):
        return results.of(workspace, database, known, finished=all(o.state == "finished" for o in known))
    shift = Shift(clock=workspace.clock, limit=options.limit, only=_customer(workspace, database, options.only))
    launches, plans = _rehearsed(workspace, database, prepared, shift, workspace.clock.now())
    at_once = results.of(workspace, database, launches, shift)
    live_through(database, launches, plans, shift)
    later = results.of(workspace, database, launches, shift)
    samples: dict[str, list[results.Sample]] = {plan.channel: results.samples(plan) for plan in plans}
    fault = totals.first_fault(database) or ""
    counted = dataclasses.replace(at_once, cost=later.cost, parts=later.parts, budget=later.budget)
    return dataclasses.replace(counted, samples=samples, fault=fault)


def _rehearsed(
    workspace: Workspace, database: Database, prepared: Prepared, shift: Shift, now: int
) -> tuple[list[Origin], list[Plan]]:
    shadow.cast(database)
    launches = launch.launch(workspace, database, prepared.order, now)
    _lift(database, launches)
    plans = [plan.rehearsed() for plan in crew.plans_for(workspace, database, launches)]
    crew.rehearse(database, shift, plans)
    return launches, plans


def live_through(database: Database, launches: list[Origin], plans: list[Plan], shift: Shift) -> None:
    """Rehearse what waits for its time too, so that cost and parts are of everything that would go out."""
    for _night in range(_NIGHTS):
        due = totals.last_due(database, [origin.id for origin in launches])
        if due is None or shift.room() == 0:
            return
        crew.rehearse(database, dataclasses.replace(shift, clock=Clock(start=due)), plans)


def try_out(workspace: Workspace, prepared: Prepared, now: int) -> None:
    """Render every template for the first of the audience: a fault stops the campaign before anything is sent."""
    with workspace.open() as database:
        shift = Shift(clock=workspace.clock)
        few = dataclasses.replace(prepared, order=dataclasses.replace(prepared.order, first=_SAMPLE))
        _rehearsed(workspace, database, few, shift, now)
        fault = totals.stopping_fault(database)
        if fault is not None:
            raise MactlError(fault, _("nothing was sent; mend the template, then send again"))


def _goes_on(database: Database, known: list[Origin], campaign: Campaign, options: Options) -> bool:
    """Tell whether a known occurrence is to be continued; False when it is finished, an error when it is not asked."""
    if any(origin.state == "cancelled" for origin in known):
        raise preparing.was_cancelled(campaign)
    if options.in_doubt == "resend":
        return True
    if all(origin.state == "finished" for origin in known):
        return False
    if options.resume:
        return True
    waiting = sum(totals.waiting(database, origin.id) for origin in known)
    raise MactlError(
        _("campaign {name} was begun and not finished: {n:,} messages wait", name=campaign.name, n=waiting),
        _("mactl send --campaign {name} --resume goes on where it stopped", name=campaign.name),
    )


def _reopen(workspace: Workspace, database: Database, launches: Sequence[Origin], options: Options, now: int) -> None:
    """Let launches run: parked ones again, halts lifted, messages in doubt back in the queue if so chosen."""
    with database.transaction():
        held = _lift(database, launches)
        if options.limit is not None or options.only is not None:
            controls.hold(database, launches[0].name, _("a send with a limit"), now)
        for origin in launches:
            if options.in_doubt == "resend" and outbox.resend_unknown(database, origin.id, now):
                controls.write_audit(database, who=workspace.who, what="resend unknown", now=now, about=origin.name)
                origins.set_state(database, origin.id, "running", now)
            if origin.state == "paused" or held:
                outbox.renew(database, origin.id, now)
                origins.set_state(database, origin.id, "running", now)


def _lift(database: Database, launches: Sequence[Origin]) -> bool:
    """Lift what the program itself put in the way of launches; return whether a send with a limit had held them."""
    for channel in {channel for origin in launches for channel in origin.channels}:
        controls.lift_halt(database, channel)
    return any(controls.lift_hold(database, origin.name) for origin in launches)


def _shift(workspace: Workspace, database: Database, options: Options, progress: Progress) -> Shift:
    return Shift(
        clock=workspace.clock,
        run=runs.begin(database, "send", workspace.clock.now()),
        limit=options.limit,
        only=_customer(workspace, database, options.only),
        progress=progress,
    )


def _run(workspace: Workspace, database: Database, prepared: Prepared, shift: Shift, options: Options) -> None:
    """Launch and dispatch; what a limit leaves over is held from before it can be seen until it is parked."""
    launches: list[Origin] = []
    parks = shift.holds
    try:
        launches = launch.launch(workspace, database, prepared.order, shift.clock.now(), held=shift.holds)
        _reopen(workspace, database, launches, options, shift.clock.now())
        shift.total = sum(totals.waiting(database, origin.id) for origin in launches)
        broadcasting.post(workspace, database, launches, shift)
        database.modest()
        crew.dispatch(workspace, shift, crew.plans_for(workspace, database, launches))
    except KeyboardInterrupt:
        parks = True
        raise
    finally:
        crew.end(database, shift)
        crew.finish(database, shift.clock.now())
        if parks:
            _park(database, launches, shift.clock.now())


def _park(database: Database, launches: Sequence[Origin], now: int) -> None:
    """Pause what a limit or Ctrl-C left over, so that no tick sends it before somebody says so."""
    with database.transaction():
        for origin in launches:
            if origins.by_id(database, origin.id).state == "running" and totals.waiting(database, origin.id):
                origins.set_state(database, origin.id, "paused", now)
            controls.lift_hold(database, origin.name)


def _prepare(
    workspace: Workspace, database: Database, campaign: Campaign, options: Options, now: int
) -> preparing.Prepared:
    authored = catalogue.read(workspace)
    preparing.refuse_cancelled(database, campaign)
    preparing.refuse_tested(workspace, database, campaign, sandbox=options.sandbox)
    found = preparing.prepare(workspace, database, authored, campaign, now, sandbox=options.sandbox)
    return found.within(options.max_cost)


def _customer(workspace: Workspace, database: Database, name: str | None) -> int | None:
    return None if name is None else people.number(database, name, workspace.config.workspace.country)
