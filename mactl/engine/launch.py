"""Launch: freezes a campaign's audience as queued messages, once per occurrence (rules M1, T5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mactl.core.model.campaign import Campaign
from mactl.core.model.message import Channel
from mactl.core.schedule import durations
from mactl.core.schedule.recurrence import ONCE
from mactl.core.schedule.spread import salted as spreading_key
from mactl.core.segments.sql import Sql
from mactl.engine import planning
from mactl.engine.workspace import Workspace
from mactl.i18n import _
from mactl.store import broadcasts, controls, origins, outbox
from mactl.store.database import Database
from mactl.store.origins import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """What is launched: a campaign's occurrence with the audience's SQL, and the hash that was approved."""

    campaign: Campaign
    occurrence: str
    planned: int
    audience: Sql
    first: int | None = None  # a rehearsal's: only so many of the audience
    version: str
    sandbox: bool = False  # force the sandbox
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)  # channel -> rendered post to an audience (M11)


def launch(workspace: Workspace, database: Database, order: Launch, now: int, *, held: bool = False) -> list[Origin]:
    """Write the ledger rows of an occurrence in one transaction and return its launches, one for each mode.

    A second call adds nothing and returns what the first one made; what was sent to the sandbox keeps nothing from
    going out live. ``held`` keeps everybody else from serving them.
    """
    with database.transaction():
        if held:
            controls.hold(database, order.campaign.id, _("a send with a limit"), now)
        wanted = modes(workspace, order.campaign, sandbox=order.sandbox)
        known = {origin.mode for origin in standing(workspace, database, order)}
        if known != set(wanted):
            people = outbox.gather(database, order.audience.text, order.audience.params, order.first)
            for mode in set(wanted) - known:
                _freeze(database, order, mode, wanted[mode], people, now)
            controls.write_audit(
                database, who=workspace.who, what="launch", now=now, about=order.campaign.id, digest=order.version
            )
            _end_schedule(workspace, database, order.campaign, now)
        return standing(workspace, database, order)


def went_out(workspace: Workspace, database: Database, campaign: Campaign) -> bool:
    """Tell whether a campaign that comes once has been launched in every mode in which it goes out now."""
    gone = {origin.mode for origin in origins.find(database, campaign.id, ONCE)}
    return set(modes(workspace, campaign, sandbox=False)) <= gone


def _end_schedule(workspace: Workspace, database: Database, campaign: Campaign, now: int) -> None:
    """Take a campaign that comes once off the schedule: sent by hand before its time, nothing is left to launch."""
    in_force = controls.campaign_state(database, campaign.id)[0] in {"scheduled", "paused"}
    if in_force and not database.shadowed and not campaign.recurs and went_out(workspace, database, campaign):
        controls.set_campaign(database, campaign.id, "launched", now)


def standing(workspace: Workspace, database: Database, order: Launch) -> list[Origin]:
    """Return the launches that an occurrence has in the modes it goes out in now, with the channels of each mode."""
    wanted = modes(workspace, order.campaign, sandbox=order.sandbox)
    return [
        replace(origin, channels=tuple(channel for channel in origin.channels if channel in wanted[origin.mode]))
        for origin in origins.find(database, order.campaign.id, order.occurrence)
        if origin.mode in wanted
    ]


def is_launched(workspace: Workspace, order: Launch, known: Sequence[Origin]) -> bool:
    """Tell whether ``known`` launches are all that an occurrence has to have."""
    wanted = modes(workspace, order.campaign, sandbox=order.sandbox)
    return {origin.mode for origin in known} == set(wanted)


def modes(workspace: Workspace, campaign: Campaign, *, sandbox: bool) -> dict[str, list[Channel]]:
    """Return the campaign's channels by the mode in which they go out.

    A fallback is one chain in one mode: where any of its channels is live, one without credentials is left out, for it
    reaches nobody.
    """
    found: dict[str, list[Channel]] = {}
    for channel in campaign.channels:
        found.setdefault("sandbox" if sandbox else mode_of(workspace, channel), []).append(channel)
    if campaign.mode == "fallback" and "live" in found:
        return {"live": found["live"]}
    return found


def mode_of(workspace: Workspace, channel: str) -> str:
    """Return the mode in which a channel is sent: live, or sandbox where it has no credentials."""
    return planning.channel_settings(workspace, channel).mode


def _freeze(
    database: Database,
    order: Launch,
    mode: str,
    channels: Sequence[Channel],
    people: int,
    now: int,
) -> int:
    campaign = order.campaign
    origin = origins.create(
        database,
        definition=planning.definition_of(campaign),
        mode=mode,
        kind="campaign",
        name=campaign.id,
        occurrence=order.occurrence,
        channels=",".join(channels),
        topic=campaign.topic,
        version=order.version,
        priority=campaign.priority,
        audience=people,
        at=now,
        planned=order.planned,
    )
    personal = [channel for channel in channels if channel not in order.posts]
    spread = durations.parse(campaign.release_spread).elapsed_ms() if campaign.release_spread else 0
    for channel in personal if campaign.mode == "all" else personal[:1]:
        key = spreading_key(campaign.id)
        outbox.freeze(database, origin, channel, due=order.planned, now=now, spread_key=key, spread=spread)
    for channel in personal:
        outbox.write_links(database, origin, channel, order.links.get(channel, ()))
    for channel in channels:
        if channel in order.posts:
            broadcasts.queue(database, origin, channel, order.posts[channel], order.planned)
    return origin
