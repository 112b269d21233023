"""A crew: the workers of one run, one for each channel and mode, each on its own thread and connection.

Channels do not know of each other, so a slow or halted one delays no other (M7). The main thread only waits, shows
progress and hears Ctrl-C; it never touches a line, so a signal cannot tear a message in two.
"""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from mactl.engine import flow_links, planning
from mactl.engine.dispatch import Worker
from mactl.engine.plans import Plan
from mactl.engine.shift import Shift
from mactl.engine.workspace import Workspace
from mactl.store import broadcasts, origins, runs
from mactl.store.database import Database
from mactl.store.origins import Origin

_COLLECTED = 50_000  # objects that are made before the collector looks through them


def plans_for(workspace: Workspace, database: Database, launches: Sequence[Origin]) -> list[Plan]:
    """Return a plan for each launch and each of its channels that reach one person each."""
    books = planning.library(workspace)
    plans = [
        planning.make(workspace, books, origin, channel, channels)
        for origin in launches
        for channels in (broadcasts.personal(database, origin),)
        for channel in channels
    ]
    return [flow_links.followed(workspace, database, books, plan) if plan.is_flow else plan for plan in plans]


def dispatch(workspace: Workspace, shift: Shift, plans: Sequence[Plan]) -> None:
    """Send everything due of ``plans``; raise the first fault of a worker, if any.

    A fallback may hand people on to channels whose workers have left by then, so it goes round until a round brings
    nothing.
    """
    shift.feeders = feeders(plans)  # of these plans alone: with those of a round before, channels may wait in a circle
    with _hearing(shift) as heard:
        served = -1
        while shift.counts.total() != served:
            served = shift.counts.total()
            shift.plans = [plan for plan in plans if plan.channel not in shift.halts]
            _round(workspace, shift, shift.plans)
            if shift.stop.is_set() or not any(plan.next_channel for plan in plans):
                break
        shift.settled = True
    if heard:
        raise KeyboardInterrupt


def feeders(plans: Sequence[Plan]) -> dict[str, frozenset[str]]:
    """Return, by channel, those whose fallbacks it may still be handed: its workers wait for theirs.

    Where two launches order their channels against each other the first one counts, so that none wait in a circle.
    """
    falling = [plan for plan in plans if plan.next_channel]
    order = list(dict.fromkeys(plan.channel for plan in plans))
    ranks: dict[str, int] = {channel: rank for rank, channel in enumerate(order)}
    found: dict[str, set[str]] = {}
    for plan in falling:
        if ranks[plan.channel] < ranks.get(plan.next_channel, -1):
            found.setdefault(plan.next_channel, set()).add(plan.channel)
    return {channel: frozenset(names) for channel, names in found.items()}


def rehearse(database: Database, shift: Shift, plans: Sequence[Plan]) -> None:
    """Judge and render everything due on the one connection whose ledger is a shadow; nothing is sent."""
    shift.plans = plans
    for channel in dict.fromkeys(plan.channel for plan in plans):
        Worker(shift=shift, database=database, plans=[p for p in plans if p.channel == channel]).work()


def finish(database: Database, now: int) -> None:
    """Mark the running launches finished of which nothing is left to do."""
    with database.transaction():
        for origin in origins.running(database):
            if origin.kind == "campaign":  # a flow's step may have more to send at any time
                origins.finish_if_done(database, origin.id, now)


def end(database: Database, shift: Shift) -> None:
    """End the shift's run; one that has not settled what it claimed is left to the next."""
    assert shift.run is not None
    if shift.settled:
        runs.end(database, shift.run, shift.clock.now())
    else:
        runs.leave(shift.run)


def _round(workspace: Workspace, shift: Shift, plans: Sequence[Plan]) -> None:
    """Let workers on every channel serve until each finds nothing due."""
    groups: dict[tuple[str, str], list[Plan]] = {}
    for plan in plans:
        groups.setdefault((plan.origin.mode, plan.channel), []).append(plan)
    crew = [_Hand(shift=shift, group=group, name=channel) for (_mode, channel), group in groups.items()]
    shift.at_work.update(hand.group[0].channel for hand in crew)
    with _seldom_collecting():
        for hand in crew:
            threading.Thread(target=hand.work, args=(workspace,), name=hand.name, daemon=True).start()
        for hand in crew:
            while not hand.done.wait(0.2):  # with a timeout, so that signals are heard on every system
                shift.show()
    shift.show()
    if shift.faults:
        raise shift.faults[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hand:
    """One worker's thread; ``done`` is set when it has left nothing half done."""

    shift: Shift
    group: Sequence[Plan]
    name: str
    done: threading.Event = field(default_factory=threading.Event)

    def work(self, workspace: Workspace) -> None:
        """Run the worker on its own connection; its fault stops the whole shift and is raised by the main thread."""
        try:
            with workspace.open() as database:
                database.modest()
                Worker(shift=self.shift, database=database, plans=self.group).work()
        except BaseException as fault:  # noqa: BLE001 - raised again by the main thread
            self.shift.faults.append(fault)
            self.shift.stop.set()
        finally:
            self.shift.leave(self.group[0].channel)
            self.done.set()


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Let the garbage collector look seldom, and not at what is loaded by now: messages hold no circles."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECTED, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def _hearing(shift: Shift) -> Iterator[list[int]]:
    """Turn Ctrl-C, SIGTERM and SIGHUP into a stop of the shift for a block; yields the signals heard.

    An exception raised by a signal would leave the main thread while workers are still at it; a program that has its
    own handler (the daemon) keeps it.
    """
    heard: list[int] = []

    def stop(number: int, _frame: object) -> None:
        heard.append(number)
        shift.stop.set()

    usual = {signal.SIG_DFL, signal.default_int_handler}
    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    main = threading.current_thread() is threading.main_thread()
    taken = {name: signal.signal(name, stop) for name in names if main and signal.getsignal(name) in usual}
    try:
        yield heard
    finally:
        for name, before in taken.items():
            signal.signal(name, before)
