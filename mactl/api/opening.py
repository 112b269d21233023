"""Opening a workspace: found from where one stands, its settings read, its clock set."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from mactl import clock, config
from mactl.clock import Clock
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.engine.ingest import sync_inlets
from mactl.engine.intake import Imported, Surroundings
from mactl.engine.workspace import Workspace
from mactl.store.database import Database


def open_workspace(
    folder: Path | str | None = None,
    *,
    now: str | None = None,
    who: str = "",
    environ: Mapping[str, str] | None = None,
) -> Workspace:
    """Return the workspace: ``folder``, else MACTL_WORKSPACE, else the nearest parent of the working directory.

    ``now`` is the instant to work at as a person writes it, read in the workspace's time zone; the machine's clock
    without it.

    Raises:
        MactlError: there is none, or every fault of its config.json.
    """
    around = os.environ if environ is None else environ
    found = config.find(Path.cwd(), around, None if folder is None else Path(folder))
    settings = config.load(found)
    start = clock.wall() if now is None else parse_instant(now, zone(settings.workspace.time_zone))
    return Workspace(
        folder=found,
        config=settings,
        clock=Clock(start=start),
        who=who,
        reveal=partial(config.reveal, folder=found, environ=around),
    )


def surroundings(workspace: Workspace, database: Database) -> Surroundings:
    """Return the workspace as an intake needs it."""
    own = workspace.config.workspace
    return Surroundings(
        database=database,
        now=workspace.clock.now(),
        who=workspace.who,
        zone=zone(own.time_zone),
        region=own.country,
        currency=own.currency,
        names=workspace.config.events,
    )


def sync(workspace: Workspace, database: Database) -> list[Imported]:
    """Take in what changed in the inlets, so that profiles are as their files say; return what became of each file."""
    return sync_inlets(surroundings(workspace, database), workspace.data)
