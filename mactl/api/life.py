"""The life of a campaign: draft, scheduled, running, paused, finished, cancelled; and who moved it (G1, G2, M12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mactl.core.model.campaign import Campaign
from mactl.core.schedule import recurrence
from mactl.engine import planning, scheduling
from mactl.engine.launch import went_out
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, origins, taking_back
from mactl.store.database import Database
from mactl.store.origins import Origin

STATES = ("draft", "scheduled", "running", "paused", "finished", "cancelled")
_OPEN = ("running", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a campaign stands. ``next_due`` is when it is launched next, ``stopped`` the (scope, who) of a stop."""

    campaign: Campaign
    state: str
    next_due: int | None = None
    launches: tuple[Origin, ...] = ()
    stopped: tuple[str, str] | None = None


def standing(database: Database, campaign: Campaign) -> Standing:
    """Return where a campaign stands."""
    row, _schedule, due = controls.campaign_state(database, campaign.id)
    launches = tuple(origins.find(database, campaign.id))
    stops = (controls.stopped(database, campaign.id, channel) for channel in campaign.channels)
    return Standing(
        campaign=campaign,
        state=_state(row, launches),
        next_due=due if row == "scheduled" else None,
        launches=launches,
        stopped=next(filter(None, stops), None),
    )


def _state(row: str, launches: Sequence[Origin]) -> str:
    """Return the one word for where a campaign stands, of its own row and its launches."""
    states = {launch.state for launch in launches} - {"missed"}
    if row == "cancelled" or "running" in states:
        return "cancelled" if row == "cancelled" else "running"
    if row == "paused" or "paused" in states:
        return "paused"
    if row == "scheduled":
        return "scheduled"
    if states:
        return "cancelled" if states == {"cancelled"} else "finished"
    return "finished" if row == "launched" else "draft"


def version(workspace: Workspace, campaign: Campaign) -> str:
    """Return the hash that an approval is for: the definition, its coupons and the bytes of its templates (G1)."""
    books = planning.library(workspace)
    templates = [planning.load_template(workspace, books, campaign, channel) for channel in campaign.channels]
    return planning.version(workspace, campaign, templates)


def approve(workspace: Workspace, database: Database, campaign: Campaign) -> str:
    """Approve a campaign exactly as it is now, its templates included; return the hash of what was approved."""
    digest, now = version(workspace, campaign), workspace.clock.now()
    with database.transaction():
        controls.approve(database, "campaign", campaign.id, digest, who=workspace.who, now=now)
        _audit(workspace, database, "approve", campaign, now, digest)
    return digest


def approval(workspace: Workspace, database: Database, campaign: Campaign) -> tuple[str, int] | None:
    """Return who approved the campaign as it is now, and when; None where nobody did."""
    return controls.approval(database, "campaign", campaign.id, version(workspace, campaign))


def schedule(workspace: Workspace, database: Database, campaign: Campaign) -> int:
    """Put a campaign's schedule into force from now on; return when it is launched first.

    Raises:
        MactlError: it has no schedule, its time has passed, it is at work or cancelled, or comes once and went out.
    """
    state = standing(database, campaign).state
    if state == "cancelled" or (state in _OPEN and not campaign.recurs):
        raise _cannot(campaign, state, _("only a draft can be scheduled; mactl campaign copy makes a new one of it"))
    if not campaign.recurs and went_out(workspace, database, campaign):
        raise _cannot(campaign, state, _("it would reach nobody twice; mactl campaign copy makes a new one of it"))
    return scheduling.put_on(workspace, database, campaign, workspace.clock.now())


def pause(workspace: Workspace, database: Database, campaign: Campaign) -> Standing:
    """Hold a campaign: its running launches stop within one batch, its schedule launches nothing."""
    now = workspace.clock.now()
    row, text, due = controls.campaign_state(database, campaign.id)
    running = [launch for launch in origins.find(database, campaign.id) if launch.state == "running"]
    if not running and row != "scheduled":
        raise _cannot(campaign, standing(database, campaign).state, _("only one that is scheduled or running pauses"))
    with database.transaction():
        for launch in running:
            origins.set_state(database, launch.id, "paused", now)
        if row == "scheduled":
            controls.set_campaign(database, campaign.id, "paused", now, scheduled=text, next_due=due)
        _audit(workspace, database, "pause", campaign, now)
    return standing(database, campaign)


def resume(workspace: Workspace, database: Database, campaign: Campaign) -> Standing:
    """Let a paused campaign go on: what waits is sent by the next tick, times missed meanwhile are not made up for."""
    now = workspace.clock.now()
    row = controls.campaign_state(database, campaign.id)[0]
    paused = [launch for launch in origins.find(database, campaign.id) if launch.state == "paused"]
    if not paused and row != "paused":
        raise _cannot(campaign, standing(database, campaign).state, _("only a paused one can be resumed"))
    if row == "paused":
        scheduling.put_on(workspace, database, campaign, now)
    with database.transaction():
        for launch in paused:
            origins.set_state(database, launch.id, "running", now)
        _audit(workspace, database, "resume", campaign, now)
    return standing(database, campaign)


def cancel(workspace: Workspace, database: Database, campaign: Campaign) -> tuple[Standing, int]:
    """End a campaign for good; return where it stands, and how many waiting messages were taken back."""
    now = workspace.clock.now()
    before = standing(database, campaign)
    if before.state in {"finished", "cancelled"}:
        raise _cannot(campaign, before.state, _("there is nothing left to cancel"))
    taken = 0
    with database.transaction():
        for launch in before.launches:
            if launch.state in _OPEN:
                origins.set_state(database, launch.id, "cancelled", now)
                taken += taking_back.take_back(database, launch.id, now)
        controls.set_campaign(database, campaign.id, "cancelled", now)
        _audit(workspace, database, "cancel", campaign, now)
    return standing(database, campaign), taken


def next_times(workspace: Workspace, campaign: Campaign, count: int = 3) -> list[int]:
    """Return the next instants that a campaign's own schedule names, in force or not; none where it has none."""
    if campaign.schedule is None:
        return []
    found = scheduling.schedule_of(campaign, workspace.zone).after(workspace.clock.now())
    return [instant for _n, instant in zip(range(count), found, strict=False)]


def is_recurring(occurrence: str) -> bool:
    """Tell whether an occurrence is one of a recurring campaign."""
    return occurrence != recurrence.ONCE


def _audit(workspace: Workspace, database: Database, what: str, campaign: Campaign, now: int, digest: str = "") -> None:
    controls.write_audit(database, who=workspace.who, what=what, now=now, about=campaign.id, digest=digest)


def _cannot(campaign: Campaign, state: str, hint: str) -> MactlError:
    return MactlError(_("campaign {name} is {state}", name=campaign.name, state=state_name(state)), hint)


def state_name(state: str) -> str:
    """Return the word for a state in the language spoken."""
    return {
        "draft": _("draft"),
        "scheduled": _("scheduled"),
        "running": _("running"),
        "paused": _("paused"),
        "finished": _("finished"),
        "cancelled": _("cancelled"),
        "missed": _("missed"),
    }.get(state, state)
