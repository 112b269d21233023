"""Preparing a campaign: everything that can be known to be wrong is found before anything is written or sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal

from mactl.clock import DAY, HOUR
from mactl.core.model.campaign import Campaign
from mactl.core.model.message import Channel
from mactl.core.schedule import recurrence
from mactl.core.schedule.zones import zone
from mactl.core.segments.parse import audience
from mactl.core.segments.sql import Sql
from mactl.engine import launch, planning
from mactl.engine.catalogue import Catalogue
from mactl.engine.launch import Launch
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, experiments, selections
from mactl.store.database import Database
from mactl.store.origins import Origin
from mactl.templating import Template

_MASS = "oa_mass"  # WeChat's message to all followers at once
_REACHES = (HOUR, DAY, 8 * DAY, 32 * DAY, 400 * DAY)  # how far back the latest occurrence is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A campaign ready to be launched, and whether its version may run (G1)."""

    order: Launch
    approved: bool

    def require_approval(self) -> None:
        """Raise MactlError where this version may not run."""
        if not self.approved:
            raise not_approved(self.order.campaign)

    def within(self, max_cost: Decimal | None) -> Prepared:
        """Return this with a limit to its cost that the sender sets, of which an approval knows nothing."""
        if max_cost is None:
            return self
        campaign = self.order.campaign
        own = campaign.budget.max_cost
        budget = replace(campaign.budget, max_cost=max_cost if own is None else min(own, max_cost))
        return replace(self, order=replace(self.order, campaign=replace(campaign, budget=budget)))


def prepare(
    workspace: Workspace, database: Database, authored: Catalogue, campaign: Campaign, now: int, *, sandbox: bool
) -> Prepared:
    """Return the campaign's launch, its templates, audience, providers and approval checked."""
    books = planning.library(workspace)
    templates = {channel: planning.load_template(workspace, books, campaign, channel) for channel in campaign.channels}
    for mode, channels in launch.modes(workspace, campaign, sandbox=sandbox).items():
        for channel in channels:
            planning.provider_of(workspace, channel, mode)
    digest = planning.version(workspace, campaign, list(templates.values()))
    order = Launch(
        campaign=campaign,
        occurrence=occurrence_of(campaign, workspace.zone, now),
        planned=now,
        audience=audience_sql(workspace, database, authored, campaign, now),
        version=digest,
        sandbox=sandbox,
        links={channel: template.links for channel, template in templates.items()},
        posts=_posts(workspace, campaign, templates, now),
    )
    return Prepared(order=order, approved=_is_approved(workspace, database, campaign, digest))


def audience_sql(workspace: Workspace, database: Database, authored: Catalogue, campaign: Campaign, now: int) -> Sql:
    """Return the SQL over ``customers AS c`` of whom a campaign is for."""
    context = authored.context(database, now, workspace.zone)
    condition = audience(campaign.audience, context.segments)
    return selections.where(condition, context)


def occurrence_of(campaign: Campaign, home: str, now: int) -> str:
    """Return the occurrence that sending by hand means.

    A campaign has one, "1". A recurring one has its latest planned instant, so that sending it twice by hand still is
    one occurrence; before the first one, that.
    """
    schedule = campaign.schedule
    if schedule is None or schedule.cron is None:
        return recurrence.ONCE
    cron = recurrence.parse_cron(schedule.cron, zone(schedule.time_zone or home))
    planned = next((due for reach in _REACHES if (due := recurrence.latest_due(cron, now - reach, now).run)), None)
    planned = planned or recurrence.next_after(cron, now)
    if planned is None:
        raise MactlError(
            _("the schedule {cron} never comes due", cron=schedule.cron), _("docs/sending.md shows how to write one")
        )
    return recurrence.occurrence_key(cron, planned)


def _posts(workspace: Workspace, campaign: Campaign, templates: dict[Channel, Template], now: int) -> dict[str, str]:
    """Return the rendered posts of the channels that speak to an audience as a whole (M11)."""
    posts: dict[str, str] = {}
    for channel, template in templates.items():
        if channel == "social" or template.kind == _MASS:
            content = template.render(
                customer={},
                workspace=planning.workspace_values(workspace),
                campaign={"id": campaign.id, "name": campaign.name, "topic": campaign.topic},
                now=now,
            )
            body = {"subject": content.subject, "text": content.text, "data": dict(content.data)}
            posts[channel] = json.dumps(body, ensure_ascii=False)
    return posts


def require_still_approved(workspace: Workspace, database: Database, authored: Catalogue, origin: Origin) -> None:
    """Raise MactlError where a launch may not go on: its approval is not for the files as they are now (G1)."""
    if workspace.config.require_approval:
        campaign = authored.campaign(origin.name)
        if not still_approved(workspace, database, campaign):
            raise not_approved(campaign)


def still_approved(workspace: Workspace, database: Database, campaign: Campaign) -> bool:
    """Tell whether a campaign is approved with its files as they are now."""
    if not workspace.config.require_approval:
        return True
    books = planning.library(workspace)
    templates = [planning.load_template(workspace, books, campaign, channel) for channel in campaign.channels]
    return _is_approved(workspace, database, campaign, planning.version(workspace, campaign, templates))


def refuse_cancelled(database: Database, campaign: Campaign) -> None:
    """Raise MactlError where a campaign was cancelled: that is for good, whether it had begun or not."""
    if controls.campaign_state(database, campaign.id)[0] == "cancelled":
        raise was_cancelled(campaign)


def was_cancelled(campaign: Campaign) -> MactlError:
    """Return what is said of a campaign that was cancelled."""
    return MactlError(
        _("campaign {name} was cancelled", name=campaign.name), _("mactl campaign copy makes a new one of it")
    )


def refuse_tested(workspace: Workspace, database: Database, campaign: Campaign, *, sandbox: bool) -> None:
    """Raise MactlError where a campaign goes out by an A/B test: nobody is to get it by both ways (M1)."""
    test = experiments.of_campaign(database, campaign.id)
    if test is None or (test.mode == "sandbox" and "live" in launch.modes(workspace, campaign, sandbox=sandbox)):
        return
    name = str(test.definition["name"])
    raise MactlError(
        _("campaign {name} goes out by the A/B test {test}", name=campaign.name, test=name),
        _("mactl abtest show --test {test}; mactl abtest stop --test {test} --winner VARIANT sends one to the rest",
          test=name),
    )  # fmt: skip


def not_approved(campaign: Campaign) -> MactlError:
    """Return what is said of a campaign that nobody approved as it is."""
    return MactlError(
        _("campaign {name} is not approved as it stands now", name=campaign.name),
        _("mactl campaign approve --campaign {name} approves exactly this version", name=campaign.name),
    )


def _is_approved(workspace: Workspace, database: Database, campaign: Campaign, digest: str) -> bool:
    return not workspace.config.require_approval or bool(controls.approval(database, "campaign", campaign.id, digest))
