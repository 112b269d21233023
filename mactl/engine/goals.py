"""What counts as a conversion: a goal as its author wrote it becomes a test of events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mactl.core.model.campaign import Goal as Aim
from mactl.core.schedule import durations
from mactl.core.segments.sql import TRUE, Sql
from mactl.engine.workspace import Workspace
from mactl.i18n import _
from mactl.store.results import Goal


def goal(workspace: Workspace, aim: Aim, now: int, *, event: str | None = None, window: str | None = None) -> Goal:
    """Return what counts as a conversion by ``now``.

    ``event`` and ``window`` stand in for the goal's own; an event asked for by name has no test of its properties.
    """
    own = event is None or event == aim.event
    kind = aim.event if event is None else workspace.config.events.get(event, event)
    fits = _fits(workspace, kind, aim.where, now) if own and aim.where else TRUE
    within = durations.parse(window or aim.within).elapsed_ms()
    return Goal(event=kind, test=fits, window=within, now=now)


def _fits(workspace: Workspace, kind: str, where: Mapping[str, Any], now: int) -> Sql:
    """Return the test of a goal event's properties; the language of conditions is loaded only where one has any."""
    from mactl.core.decode.faults import error
    from mactl.core.segments.condition import Context
    from mactl.core.segments.events import read_happening
    from mactl.core.segments.reader import Reader

    reader = Reader()
    happening = read_happening({"event": kind, "where": dict(where)}, reader)
    if reader.faults:
        raise error(reader.faults, _("The goal"))
    return happening.fits(Context(now=now, zone=workspace.zone))
