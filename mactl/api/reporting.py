"""Reports of what campaigns brought, each from one snapshot of the ledger and the events."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Literal

from mactl.api import analytics, counting, freshness
from mactl.api.asking import Asking
from mactl.api.counting import Asked
from mactl.api.wanted import Wanted, when
from mactl.clock import DAY
from mactl.core.experiments.variants import test_of
from mactl.core.messages.resends import base_of
from mactl.core.model.report import Report
from mactl.core.model.results import CampaignResults, Conversions, Reach
from mactl.core.reports._before import Before
from mactl.core.reports._standing import Standing, Waiting
from mactl.core.reports.campaign import CampaignReport
from mactl.core.reports.overview import Overview
from mactl.core.schedule.periods import before
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import activity, results
from mactl.store.database import Database
from mactl.store.origins import Origin

PAID = "order_paid"
_ORDERS = 30 * DAY  # how far back the overview counts the shop's orders and messages
_WINDOW = 7 * DAY


def campaign(workspace: Workspace, name: str, asked: Asked, wanted: Wanted | None = None) -> Report:
    """Return the report of the campaign with this name or id: of its latest launch, or of those of a period.

    It is held against the launch or the period before, else against the campaign before; ``wanted`` has the targets
    and thresholds.
    """
    at = when(workspace, wanted or Wanted(), whole=True)
    made = CampaignReport(by_channel=asked.by_channel, by_day=asked.by_day, at=at)
    with workspace.open() as database:
        freshness.sync(workspace, database)
        with results.snapshot(database):
            launches = _launches(database, name)
            if launches:
                counted = counting.count(workspace, database, _chosen(launches, name, asked), asked)
                return made.report(counted, _before(workspace, database, launches, asked))
    from mactl.engine import catalogue

    authored = catalogue.read(workspace).campaign(name)
    return made.report(counting.nothing(workspace, authored, asked))


def _before(workspace: Workspace, database: Database, launches: Sequence[Origin], asked: Asked) -> Before | None:
    """Return what a campaign is compared with; None where nothing went before it."""
    goal = Asked(goal=asked.goal, window=asked.window)
    if not asked.always:
        if asked.since is None:
            return None
        until = workspace.clock.now() + 1 if asked.until is None else asked.until
        since, until = before(asked.since, until, zone(workspace.zone))
        covered = [each for each in launches if dataclasses.replace(asked, since=since, until=until).covers(each)]
        return _counted_before(workspace, database, covered, goal, "period")
    latest = _latest(launches)
    own = [each for each in launches if each.planned < min(one.planned for one in latest) and each not in latest]
    if own:
        return _counted_before(workspace, database, _latest(own), goal, "launch")
    mode, first = counting.mode_of(latest), min(each.planned for each in latest)
    others = [
        each
        for name, found in counting.launched(database).items()
        if name != launches[0].name
        for each in found
        if each.planned < first and each.mode == mode
    ]
    others.sort(key=lambda each: -each.planned)
    own = [each for each in others if each.name == others[0].name]
    return _counted_before(workspace, database, _latest(own), goal, "campaign")


def _latest(launches: Sequence[Origin]) -> list[Origin]:
    """Return the launches of the latest occurrence among those of one campaign."""
    return [each for each in launches if _whole(each.occurrence) == _whole(launches[0].occurrence)]


def _counted_before(
    workspace: Workspace,
    database: Database,
    launches: Sequence[Origin],
    asked: Asked,
    which: Literal["launch", "period", "campaign"],
) -> Before | None:
    if not launches:
        return None
    return Before(results=counting.count(workspace, database, launches, asked), which=which)


def overview(workspace: Workspace, asked: Asked, wanted: Wanted | None = None) -> Report:
    """Return the overview of the shop and of all campaigns, or of those launched in a period.

    ``wanted`` has targets beside those of config.json, and thresholds.
    Where nothing particular was asked for, what was counted is written to ``data/analytics.json`` as well.
    """
    config, now = workspace.config.workspace, workspace.clock.now()
    until = now + 1 if asked.until is None else asked.until
    orders_since = until - _ORDERS if asked.since is None else asked.since
    earlier = before(orders_since, until, zone(workspace.zone))
    with workspace.open() as database:
        freshness.sync(workspace, database)
        with results.snapshot(database):
            ask = Asking(database)
            campaigns = every_campaign(workspace, database, dataclasses.replace(asked, by_channel=True))
            shop = activity.shop(database, orders_since, until)
            covered = [each for found in counting.launched(database).values() for each in found if asked.covers(each)]
            total = counting.together(workspace, database, covered)
            times = (_standing(ask, orders_since, until, now), _standing(ask, *earlier, now))
            unknown, overdue, scheduled, tick = ask("waiting", now=now)[0]
    if asked == Asked():
        analytics.keep(workspace, campaigns)
    made = Overview(
        workspace=config.name,
        since=asked.since,
        until=asked.until,
        orders_since=orders_since,
        as_of=now,
        currency=config.currency,
        time_zone=config.time_zone,
        targets={**workspace.config.analytics.targets, **(wanted.targets if wanted else {})},
        thresholds=wanted.thresholds if wanted else (),
    )
    waiting = Waiting(unknown=unknown, overdue=overdue, scheduled=scheduled, last_tick=tick)
    return made.report(shop, campaigns, total, times, waiting)


def _standing(ask: Asking, since: int, until: int, now: int) -> Standing:
    span = {"since": since, "until": until, "now": now}
    orders, buyers, revenue = ask("goal_events", goal=PAID, **span)[0]
    _buyers, repeated = ask("repeated", event=PAID, **span)[0]
    messages = ask("messages", goal=PAID, window=_WINDOW, **span)
    reach, met = messages[0][-2:] if messages else (Reach(), Conversions())
    return Standing(orders=orders, buyers=buyers, revenue=revenue, repeated=repeated, reach=reach, conversions=met)


def every_campaign(workspace: Workspace, database: Database, asked: Asked) -> list[CampaignResults]:
    """Return the results of every campaign launched in the period, the latest first; inside a snapshot."""
    covered = ([each for each in found if asked.covers(each)] for found in counting.launched(database).values())
    return [counting.count(workspace, database, launches, asked) for launches in covered if launches]


def launches(database: Database, name: str, asked: Asked) -> list[Origin]:
    """Return the launches of a campaign that are asked for, the latest first.

    Raises:
        MactlError: it was never launched, or not in that period.
    """
    found = _launches(database, name)
    if not found:
        raise MactlError(_("campaign {name} was not sent yet", name=name), _("mactl campaign list shows what was sent"))
    return _chosen(found, name, asked)


def _launches(database: Database, name: str) -> list[Origin]:
    """Return the launches of the campaign with this id, else of the one launched under this name."""
    known = counting.launched(database)
    named = (launches for launches in known.values() if any(each.definition.get("name") == name for each in launches))
    return known.get(name) or next(named, [])


def _whole(occurrence: str) -> str:
    """Return what an occurrence is part of: its A/B test, whose variants are one sending; what a resend repeats."""
    return test_of(occurrence) or base_of(occurrence)


def _chosen(launches: Sequence[Origin], name: str, asked: Asked) -> list[Origin]:
    if asked.always:
        return _latest(launches)
    chosen = [launch for launch in launches if asked.covers(launch)]
    if not chosen:
        raise MactlError(
            _("campaign {name} was not launched in that period", name=name),
            _("mactl report --campaign {name} shows its latest launch", name=name),
        )
    return chosen
