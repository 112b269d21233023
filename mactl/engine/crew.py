"""A crew: the workers of one run, one or more for each channel, each on its own thread and connection.

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

from mactl.core.model.message import Channel
from mactl.engine import planning
from mactl.engine.dispatch import Worker
from mactl.engine.plans import Plan
from mactl.engine.shift import Shift
from mactl.engine.workspace import Workspace
from mactl.store import broadcasts, origins
from mactl.store.database import Database
from mactl.store.origins import Origin


def plans_for(
    workspace: Workspace, database: Database, launches: Sequence[Origin], approved: frozenset[int]
) -> list[Plan]:
    """Return a plan for each launch and each of its channels that reach one person each; ``approved`` are launches."""
    books = planning.library(workspace)
    return [
        planning.make(workspace, books, origin, channel, approved=origin.id in approved)
        for origin in launches
        for channel in personal_channels(database, origin)
    ]


def dispatch(workspace: Workspace, shift: Shift, plans: Sequence[Plan]) -> None:
    """Send everything due of ``plans``, then mark finished launches; raise the first fault of a worker, if any.

    A fallback hands people on to channels whose workers may have left by then, so it goes round until a round brings
    nothing.
    """
    with _hearing(shift) as heard:
        served = -1
        while shift.counts.total() != served:
            served = shift.counts.total()
            _round(workspace, shift, [plan for plan in plans if plan.channel not in shift.halts])
            if shift.stop.is_set() or not any(plan.next_channel for plan in plans):
                break
        shift.settled = True
        with workspace.open() as database:
            finish(database, plans, shift.clock.now())
    if heard:
        raise KeyboardInterrupt


def _round(workspace: Workspace, shift: Shift, plans: Sequence[Plan]) -> None:
    """Let workers on every channel serve until each finds nothing due."""
    groups: dict[tuple[str, str], list[Plan]] = {}
    for plan in plans:
        groups.setdefault((plan.origin.mode, plan.channel), []).append(plan)
    crew = [
        _Hand(shift=shift, group=group, name=f"{channel}-{number}")
        for (_mode, channel), group in groups.items()
        for number in range(_lines(group[0]))
    ]
    gc.freeze()  # what is loaded by now stays: the collector need not look through it with every thousand messages
    for hand in crew:
        threading.Thread(target=hand.work, args=(workspace,), name=hand.name, daemon=True).start()
    for hand in crew:
        while not hand.done.wait(0.2):  # with a timeout, so that signals are heard on every system
            pass
    gc.unfreeze()
    if shift.faults:
        raise shift.faults[0]


def personal_channels(database: Database, origin: Origin) -> list[Channel]:
    """Return the channels of a launch that reach one person each; posts to an audience are not messages (M11)."""
    posts = broadcasts.channels(database, origin.id)
    return [channel for channel in origin.channels if channel not in posts]


def rehearse(database: Database, shift: Shift, plans: Sequence[Plan]) -> None:
    """Judge and render everything due on the one connection whose ledger is a shadow; nothing is sent."""
    for channel in dict.fromkeys(plan.channel for plan in plans):
        Worker(shift=shift, database=database, plans=[p for p in plans if p.channel == channel]).work()


def finish(database: Database, plans: Sequence[Plan], now: int) -> None:
    """Mark the launches finished of which nothing is left to do."""
    with database.transaction():
        for origin in {plan.origin.id for plan in plans}:
            if origins.by_id(database, origin).state == "running":
                origins.finish_if_done(database, origin, now)


def _lines(plan: Plan) -> int:
    wanted = plan.settings.settings.get("connections", 1) if plan.origin.mode == "live" else 1
    return max(1, int(str(wanted)))


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
                Worker(shift=self.shift, database=database, plans=self.group).work()
        except BaseException as fault:  # noqa: BLE001 - raised again by the main thread
            self.shift.faults.append(fault)
            self.shift.stop.set()
        finally:
            self.done.set()


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
