"""A tick, and the results it leaves for other programs in ``data/analytics.json``."""

from __future__ import annotations

from mactl.api import analytics
from mactl.engine import tick as engine
from mactl.engine.shift import Shift
from mactl.engine.tick import Ticked
from mactl.engine.workspace import Workspace


def tick(workspace: Workspace, shift: Shift | None = None) -> Ticked:
    """Do what is due now; where that was anything, rewrite the results of the campaigns."""
    done = engine.tick(workspace, shift)
    if not done.idle:
        with workspace.open() as database:
            analytics.write(workspace, database)
    return done
