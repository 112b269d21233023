"""Counting a campaign: its launches, its goal and the events become results (one snapshot, live and sandbox apart)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mactl.core.messages import resends, tally
from mactl.core.messages.cost import money
from mactl.core.model.campaign import Campaign
from mactl.core.model.campaign import Goal as Aim
from mactl.core.model.results import CampaignResults, Conversions, Day, Part, Reach
from mactl.core.schedule import durations
from mactl.core.schedule.zones import local, zone
from mactl.engine import goals
from mactl.engine.workspace import Workspace
from mactl.store import activity, breakdown, origins, results, totals
from mactl.store.database import Database
from mactl.store.origins import Origin
from mactl.store.results import Goal, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be counted. ``goal`` and ``window`` stand in for a campaign's own.

    Launches planned from ``since`` to before ``until`` count. ``by_channel`` and ``by_day`` are counted if asked for;
    a campaign of several channels is counted by channel anyhow. ``by`` are further parts: city, segment, variant.
    """

    goal: str | None = None
    window: str | None = None
    since: int | None = None
    until: int | None = None
    by_channel: bool = False
    by_day: bool = False
    by: tuple[str, ...] = ()

    def covers(self, launch: Origin) -> bool:
        """Tell whether a launch lies in the period."""
        after = self.since is None or launch.planned >= self.since
        return after and (self.until is None or launch.planned < self.until)

    @property
    def always(self) -> bool:
        """Whether no period was asked for."""
        return self.since is None and self.until is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a report needs of a launch's definition: the name, the goal, the cost beside messages (ten-thousandths)."""

    name: str
    goal: Aim
    fixed: int


def told(launch: Origin) -> Told:
    """Return what a launch's definition, checked when it was launched, says for its report."""
    definition = launch.definition
    goal = {key: value for key, value in definition.get("goal", {}).items() if key in {"event", "where", "within"}}
    fixed = money(str(definition.get("cost", {}).get("fixed", 0)))
    return Told(name=str(definition.get("name", launch.name)), goal=Aim(**goal), fixed=fixed)


def launched(database: Database) -> dict[str, list[Origin]]:
    """Return the launches of every campaign by its id, the latest first; occurrences that were missed are none."""
    found: dict[str, list[Origin]] = {}
    for launch in sorted(origins.everything(database), key=lambda launch: -launch.planned):
        if launch.kind == "campaign" and launch.state != "missed":
            found.setdefault(launch.name, []).append(launch)
    return found


def count(workspace: Workspace, database: Database, launches: Sequence[Origin], asked: Asked) -> CampaignResults:
    """Return the results of launches of one campaign, the latest first; inside a snapshot."""
    first = [launch for launch in launches if resends.parse(launch.occurrence) is None] or launches
    latest, now = first[0], workspace.clock.now()  # what is sent again is counted with it, its totals are the first's
    authored = told(latest)
    mode = mode_of(launches)
    meant, channels = results.scope(database, tuple(launch.id for launch in launches if launch.mode == mode))
    goal = _goal(workspace, authored.goal, asked, now)
    reach, met = results.reach(database, meant), results.conversions(database, meant, goal)
    return CampaignResults(
        campaign=latest.name,
        name=authored.name,
        mode=mode,
        state=launches[0].state,
        goal=goal.event,
        goal_known=results.is_known(database, goal.event),
        window=_window(authored.goal, asked),
        as_of=now,
        launched_at=min(launch.at for launch in launches),
        occurrence=latest.occurrence,
        occurrences=len({launch.occurrence for launch in launches}),
        launches=len(launches),
        open_until=None if met.last is None else met.last + goal.window,
        messages=_messages(database, first),
        reach=reach,
        conversions=met,
        fixed=authored.fixed,
        coupons=_coupons(workspace, database, meant, goal),
        margin=workspace.config.analytics.margin,
        arms=results.arms(database, meant, goal) if results.held_out(database, meant) else None,
        channels=_parts(database, meant, goal, channels, reach, met) if len(channels) > 1 or asked.by_channel else (),
        splits={name: _split(database, meant, goal, name) for name in asked.by},
        days=tuple(_days(workspace, database, meant, goal)) if asked.by_day else (),
    )


def mode_of(launches: Sequence[Origin]) -> str:
    """Return the mode that counts: live where any launch was."""
    return "live" if any(launch.mode == "live" for launch in launches) else "sandbox"


def scope(
    workspace: Workspace, database: Database, launches: Sequence[Origin], asked: Asked
) -> tuple[Scope, Goal, str]:
    """Return the messages of launches of one campaign, what counts as its conversion, and the mode of both."""
    mode = mode_of(launches)
    meant, _channels = results.scope(database, tuple(launch.id for launch in launches if launch.mode == mode))
    return meant, _goal(workspace, told(launches[0]).goal, asked, workspace.clock.now()), mode


def shop_goal(workspace: Workspace, asked: Asked) -> Goal:
    """Return what counts as a conversion where no campaign says so."""
    return _goal(workspace, Aim(), asked, workspace.clock.now())


def together(workspace: Workspace, database: Database, launches: Sequence[Origin]) -> CampaignResults:
    """Return the results of all live launches as if they were one: each person and each order counts once."""
    now, aim = workspace.clock.now(), Aim()
    goal = _goal(workspace, aim, Asked(), now)
    live = [launch for launch in launches if launch.mode == "live"]
    meant, _channels = results.scope(database, tuple(launch.id for launch in live))
    fixed = {launch.name: told(launch).fixed for launch in live}
    return CampaignResults(
        campaign="",
        name="",
        mode="live",
        state="",
        goal=goal.event,
        window=aim.within,
        as_of=now,
        reach=results.reach(database, meant),
        conversions=results.conversions(database, meant, goal),
        fixed=sum(fixed.values()),
        coupons=_coupons(workspace, database, meant, goal),
        margin=workspace.config.analytics.margin,
    )


def _coupons(workspace: Workspace, database: Database, meant: Scope, goal: Goal) -> int:
    """Return what the coupons redeemed with goal events cost, in ten-thousandths (config ``analytics.coupons``)."""
    prices = workspace.config.analytics.coupons
    redeemed = results.coupons(database, meant, goal) if prices else {}
    return sum(money(prices[coupon]) * times for coupon, times in redeemed.items() if coupon in prices)


def nothing(workspace: Workspace, campaign: Campaign, asked: Asked) -> CampaignResults:
    """Return the results of a campaign that was never launched."""
    return CampaignResults(
        campaign=campaign.id,
        name=campaign.name,
        mode="live",
        state="draft",
        goal=asked.goal or campaign.goal.event,
        window=_window(campaign.goal, asked),
        as_of=workspace.clock.now(),
        occurrences=0,
        launches=0,
        messages=tally.document(mode="live", audience=0, rows=()),
    )


def _window(aim: Aim, asked: Asked) -> str:
    return str(durations.parse(asked.window or aim.within))


def _goal(workspace: Workspace, aim: Aim, asked: Asked, now: int) -> Goal:
    return goals.goal(workspace, aim, now, event=asked.goal, window=asked.window)


def _parts(
    database: Database, meant: Scope, goal: Goal, channels: Sequence[str], reach: Reach, met: Conversions
) -> tuple[Part, ...]:
    """Return the parts of a scope by its channels; a single one is all of it, and is not counted twice."""
    if len(channels) == 1:
        return (Part(channel=channels[0], reach=reach, conversions=met),)
    scopes = [Scope(origins=meant.origins, channel=channel, reporting=meant.reporting) for channel in channels]
    return tuple(
        Part(
            channel=str(scope.channel),
            reach=results.reach(database, scope),
            conversions=results.conversions(database, scope, goal),
        )
        for scope in scopes
    )


def _split(database: Database, meant: Scope, goal: Goal, name: str) -> tuple[Part, ...]:
    """Return the parts of a campaign by city, segment or variant, the largest first."""
    key = breakdown.parts((name,))
    reached, met = breakdown.reach(database, meant, key), breakdown.conversions(database, meant, goal, key)
    ranked = sorted(reached.items(), key=lambda item: (-item[1].sent, str(item[0])))
    return tuple(
        Part(channel=str(label or ""), reach=each, conversions=met.get(label, Conversions())) for label, each in ranked
    )


def _days(workspace: Workspace, database: Database, meant: Scope, goal: Goal) -> list[Day]:
    home = zone(workspace.zone)
    return activity.days(database, meant, goal, lambda at: local(at, home).date().isoformat())


def _messages(database: Database, launches: Sequence[Origin]) -> dict[str, object]:
    """Return the totals of launches. What a sandbox did on a channel that went out live as well is left out."""
    live = {(launch.occurrence, channel) for launch in launches if launch.mode == "live" for channel in launch.channels}
    kept = [
        launch
        for launch in launches
        if launch.mode == "live" or not any((launch.occurrence, channel) in live for channel in launch.channels)
    ]
    modes = {launch.mode for launch in kept}
    people = {launch.occurrence: launch.audience for launch in kept}
    return tally.document(
        mode=next(iter(modes)) if len(modes) == 1 else "mixed",
        audience=sum(people.values()),
        rows=[row for launch in kept for row in _rows(database, launch)],
        modes={channel: launch.mode for launch in kept for channel in launch.channels} if len(modes) > 1 else None,
    )


def _rows(database: Database, launch: Origin) -> list[tuple[str, str, str | None, int]]:
    if launch.definition.get("mode") == "fallback":
        return totals.final_totals(database, launch.id)
    return totals.totals(database, launch.id)
