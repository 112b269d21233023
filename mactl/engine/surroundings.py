"""A workspace as an intake needs it."""

from __future__ import annotations

from mactl.core.schedule.zones import zone
from mactl.engine.intake import Surroundings
from mactl.engine.workspace import Workspace
from mactl.store.database import Database


def surroundings(workspace: Workspace, database: Database) -> Surroundings:
    """Return what an intake knows of the workspace: whose it is, its zone, region, currency, and names of events."""
    own = workspace.config.workspace
    return Surroundings(
        database=database,
        now=workspace.clock.now(),
        who=workspace.who,
        zone=zone(own.time_zone),
        region=own.country,
        currency=own.currency,
        names=workspace.config.events,
        presets=tuple(folder / "data" / "presets" for folder in workspace.folders),
    )
