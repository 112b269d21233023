"""What a workspace's authored files define: campaigns and segments, by id or by name."""

from __future__ import annotations

from mactl.core.segments.condition import Context
from mactl.engine.workspace import Workspace
from mactl.store import selections
from mactl.store.database import Database


def context(workspace: Workspace, database: Database, now: int) -> Context:
    """Return what conditions are decided in: the workspace's segments and campaigns, its zone, this instant."""
    return selections.context_for(database, now, workspace.zone)
