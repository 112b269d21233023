"""A tick, and the results it leaves for other programs in ``data/analytics.json``."""

from __future__ import annotations

from mactl.api import analytics, posting
from mactl.engine import tick as engine
from mactl.engine.shift import Shift
from mactl.engine.tick import Ticked
from mactl.engine.workspace import Workspace
from mactl.store import upcoming


def tick(workspace: Workspace, shift: Shift | None = None) -> Ticked:
    """Do what is due now; where that was anything, rewrite the results of the campaigns."""
    done = engine.tick(workspace, shift)
    with workspace.open() as database:
        posting.plan(workspace, database)
        if not done.idle:
            analytics.write(workspace, database)
    return done


def due_in(workspace: Workspace) -> float | None:
    """Return in how many seconds something comes due next; None where nothing waits for a time."""
    now = workspace.clock.now()
    with workspace.open() as database:
        due = upcoming.after(database, now)
    return None if due is None else (due - now) / 1000
