"""Scheduled campaigns: when each is due next, and which occurrences were missed (rule T5)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from mactl.core.model.campaign import Campaign
from mactl.core.schedule import recurrence
from mactl.core.schedule.recurrence import At, Cron
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls
from mactl.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An occurrence that is due: its key in the ledger and its planned instant, and those missed before it."""

    key: str
    planned: int
    missed: tuple[str, ...] = ()


def schedule_of(campaign: Campaign, home: str) -> At | Cron:
    """Return a campaign's schedule; raise MactlError where it has none."""
    own = campaign.schedule
    if own is None:
        raise MactlError(
            _("campaign {name} has no schedule", name=campaign.name),
            _(
                "add a schedule to it ({at} or {cron}), or send it by hand",
                at='{"at": "2026-03-02T10:00"}',
                cron='{"cron": "0 10 * * 1"}',
            ),
        )
    return recurrence.read_schedule(zone(own.time_zone or home), at=own.at, cron=own.cron)


def put_on(workspace: Workspace, database: Database, campaign: Campaign, now: int) -> int:
    """Schedule a campaign from ``now`` on, in a transaction of its own; return when it is due first."""
    schedule = schedule_of(campaign, workspace.zone)
    first = recurrence.next_after(schedule, now)
    if first is None:
        raise MactlError(
            _("the schedule of campaign {name} lies in the past", name=campaign.name),
            _("change its time, or send it by hand"),
        )
    with database.transaction():
        _keep(database, campaign, schedule, first, now)
        controls.write_audit(database, who=workspace.who, what="schedule", now=now, about=campaign.id)
    return first


def due_occurrence(workspace: Workspace, campaign: Campaign, planned: int, now: int) -> Occurrence | None:
    """Return the occurrence that a campaign planned for ``planned`` has to run at ``now``: only the latest (T5).

    None where its schedule was edited since and has no time between the two any more: it is put off.
    """
    schedule = schedule_of(campaign, workspace.zone)
    due = recurrence.latest_due(schedule, planned - 1, now)
    run = due.run
    if run is None and isinstance(schedule, At) and schedule.instant <= now:
        run = planned  # brought forward in the file alone
    if run is None:
        return None
    missed = tuple(recurrence.occurrence_key(schedule, instant) for instant in due.missed)
    return Occurrence(key=recurrence.occurrence_key(schedule, run), planned=run, missed=missed)


def move_on(workspace: Workspace, database: Database, campaign: Campaign, now: int) -> int | None:
    """Set and return a campaign's next due instant, inside the caller's transaction; None: it is launched for good."""
    schedule = schedule_of(campaign, workspace.zone)
    after = recurrence.next_after(schedule, now)
    if after is None:
        controls.set_campaign(database, campaign.id, "launched", now)
    else:
        _keep(database, campaign, schedule, after, now)
    return after


def _keep(database: Database, campaign: Campaign, schedule: At | Cron, due: int, now: int) -> None:
    text = json.dumps({"kind": type(schedule).__name__.lower()})
    controls.set_campaign(database, campaign.id, "scheduled", now, scheduled=text, next_due=due)
