"""A crew: the workers of one run, one or more for each channel, each on its own thread and connection.

Channels do not know of each other, so a slow or halted one delays no other (M7). The main thread only waits, shows
progress and hears Ctrl-C; it never touches a line, so a signal cannot tear a message in two.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

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
    served = -1
    while shift.counts.total() != served:
        served = shift.counts.total()
        _round(workspace, shift, [plan for plan in plans if plan.channel not in shift.halts])
        if shift.stop.is_set() or not any(plan.next_channel for plan in plans):
            break
    with workspace.open() as database:
        finish(database, plans, shift.clock.now())


def _round(workspace: Workspace, shift: Shift, plans: Sequence[Plan]) -> None:
    """Let workers on every channel serve until each finds nothing due."""
    groups: dict[tuple[str, str], list[Plan]] = {}
    for plan in plans:
        groups.setdefault((plan.origin.mode, plan.channel), []).append(plan)
    threads = [
        threading.Thread(target=_work, args=(workspace, shift, group), name=f"{channel}-{number}", daemon=True)
        for (_mode, channel), group in groups.items()
        for number in range(_lines(group[0]))
    ]
    for thread in threads:
        thread.start()
    _await(threads, shift)
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


def _work(workspace: Workspace, shift: Shift, plans: Sequence[Plan]) -> None:
    """Run one worker on its own connection; its fault stops the whole shift and is raised by the main thread."""
    try:
        with workspace.open() as database:
            Worker(shift=shift, database=database, plans=plans).work()
    except BaseException as fault:  # noqa: BLE001 - raised again by the main thread
        shift.faults.append(fault)
        shift.stop.set()


def _await(threads: Sequence[threading.Thread], shift: Shift) -> None:
    """Wait for the workers; at Ctrl-C let each end the message it is at, then pass the interrupt on."""
    interrupt: KeyboardInterrupt | None = None
    for thread in threads:
        while thread.is_alive():
            try:
                thread.join(0.2)
            except KeyboardInterrupt as pressed:
                interrupt = pressed
                shift.stop.set()
    if interrupt is not None:
        raise interrupt
