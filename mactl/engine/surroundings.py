"""A workspace as an intake needs it."""

from __future__ import annotations

from functools import lru_cache

from mactl.core.schedule.zones import zone
from mactl.core.segments.condition import Context
from mactl.engine import catalogue
from mactl.engine.catalogue import Catalogue
from mactl.engine.intake import Surroundings
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.store.database import Database


def surroundings(workspace: Workspace, database: Database, authored: Catalogue | None = None) -> Surroundings:
    """Return what an intake knows of the workspace: whose it is, its zone, region, currency, and names of events.

    ``authored`` are its files where they are read already; else they are read when an event needs them, once.
    """
    own = workspace.config.workspace
    return Surroundings(
        database=database,
        now=workspace.clock.now(),
        who=workspace.who,
        zone=zone(own.time_zone),
        region=own.country,
        currency=own.currency,
        names=workspace.config.events,
        authored=lru_cache(maxsize=1)(lambda: _context(workspace, authored)),
        presets=tuple(folder / "data" / "presets" for folder in workspace.folders),
    )


def _context(workspace: Workspace, authored: Catalogue | None) -> Context | None:
    """Return what conditions are decided in; None where files are at fault, which the next tick names."""
    try:
        return (authored or catalogue.read(workspace)).bare_context(workspace.clock.now(), workspace.zone)
    except MactlError:
        return None
