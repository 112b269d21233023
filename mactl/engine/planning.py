"""Making plans: a launch's definition, the settings and the templates become what dispatch needs (rule M4)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from mactl.adapters import providers
from mactl.adapters.socket import Provider
from mactl.core.messages import caps as capping
from mactl.core.messages.cost import MonthBudget, money
from mactl.core.messages.entitlements import NEEDS, Need
from mactl.core.messages.facts import Holdout, Policy
from mactl.core.model.campaign import Budget, Campaign, CapRule, ChannelContent, SendWindow
from mactl.core.model.config import ChannelSettings
from mactl.core.model.message import CHANNELS, Channel
from mactl.core.schedule import durations
from mactl.core.schedule.quiet import Quiet, parse_quiet
from mactl.core.schedule.windows import Window, parse_window
from mactl.core.schedule.zones import zone
from mactl.engine import festivals, rewards
from mactl.engine.plans import Plan
from mactl.engine.rewards import Giver
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store.origins import Origin
from mactl.templating import Library, Template, Tracking

ADDRESS_KINDS: dict[str, str] = {
    "email": "email",
    "sms": "phone",
    "wechat": "wechat_openid",
    "push": "push_token",
    "inapp": "customer_id",
    "social": "",
}
_WECHAT_KINDS = {"mini_subscribe": "mini_openid", "wecom": "wecom_external_userid"}


def campaign_of(definition: Mapping[str, Any]) -> Campaign:
    """Return the campaign that a launch's definition (JSON) holds."""
    return cast("Campaign", _adapter().validate_python(dict(definition)))


def definition_of(campaign: Campaign) -> dict[str, Any]:
    """Return a campaign as the JSON that its launch keeps: everything that differs from the defaults."""
    return cast("dict[str, Any]", _adapter().dump_python(campaign, mode="json", by_alias=True, exclude_defaults=True))


@lru_cache(maxsize=1)
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Campaign)


def library(workspace: Workspace) -> Library:
    """Return the workspace's templates."""
    own = workspace.config.workspace
    sender = workspace.config.channels.get("email", ChannelSettings()).settings.get("sender", "")
    return Library(
        roots=workspace.template_roots(),
        locale=own.locale,
        currency=own.currency,
        time_zone=own.time_zone,
        unsubscribe_address=str(sender),
    )


def load_template(
    workspace: Workspace, books: Library, campaign: Campaign, channel: Channel, *, first_link: int = 0
) -> Template:
    """Return the template that a campaign uses on a channel; raise MactlError naming file and line of a fault."""
    content = campaign.content.get(channel, ChannelContent())
    settings = channel_settings(workspace, channel)
    config = workspace.config
    tracking = Tracking(
        base_url=config.workspace.base_url,
        key=workspace.link_key() if config.workspace.base_url else b"",
        opens=config.analytics.track_open,
        clicks=config.analytics.track_click,
        utm=campaign.utm,
        first=first_link,
    )
    return books.load(
        channel=channel,
        name=content.template,
        subject=content.subject,
        subject_prefix=settings.subject_prefix if campaign.class_ == "marketing" else "",
        tracking=tracking,
        marketing=campaign.class_ == "marketing",
    )


def channel_settings(workspace: Workspace, channel: str) -> ChannelSettings:
    """Return a channel's settings; one that the config does not name is a sandbox."""
    return workspace.config.channels.get(channel, ChannelSettings())


def provider_of(workspace: Workspace, channel: Channel, mode: str) -> Provider:
    """Return the provider that sends on a channel in a mode, its secrets read now."""
    settings = channel_settings(workspace, channel)
    if mode == "live":
        own = workspace.reveal(settings.settings)
        return providers.make(channel, settings.provider, own, workspace.config.workspace)
    return providers.make(channel, "sandbox", settings.settings, workspace.config.workspace)


def make(
    workspace: Workspace,
    books: Library,
    origin: Origin,
    channel: Channel,
    channels: Sequence[Channel],
    *,
    approved: bool = True,
) -> Plan:
    """Return the plan of a launch on a channel; ``channels`` are those of its channels that reach one person each."""
    campaign = campaign_of(origin.definition)
    settings = channel_settings(workspace, channel)
    template = load_template(workspace, books, campaign, channel)
    config = workspace.config
    return Plan(
        origin=origin,
        campaign=campaign,
        channel=channel,
        kind=_kind(template, channel),
        topic=campaign.topic,
        next_channel=next_channel(campaign, channels, channel),
        policy=policy(workspace, campaign, channel, origin.kind, needs=NEEDS.get(template.kind, ()), approved=approved),
        template=template,
        settings=settings,
        provider=provider_of(workspace, channel, origin.mode),
        sandbox=workspace.sandbox,
        unit=money(settings.cost),
        max_cost=None if campaign.budget.max_cost is None else money(campaign.budget.max_cost),
        max_messages=campaign.budget.max_messages,
        only=frozenset(config.only),
        exempt=frozenset(config.exempt),
        values=workspace_values(workspace),
        about={"id": campaign.id, "name": campaign.name, "topic": campaign.topic},
        key=workspace.link_key(),
        signs=bool(config.workspace.base_url),
        giver=_giver(workspace, campaign, origin, template),
        coupons=rewards.read(workspace),
        max_coupon_value=None if campaign.budget.max_coupon_value is None else money(campaign.budget.max_coupon_value),
        monthly=month_budget(workspace),
    )


def month_budget(workspace: Workspace) -> MonthBudget | None:
    """Return what all messages of the workspace may cost in a month, or None where config.json sets no limit."""
    limit = workspace.config.max_cost
    return None if limit is None else MonthBudget(limit=money(limit), zone=zone(workspace.zone))


def _giver(workspace: Workspace, campaign: Campaign, origin: Origin, template: Template) -> Giver | None:
    """Return what gives a launch's coupons and points; raise where its template prints a coupon and none is granted."""
    source = f"{origin.kind}/{origin.name}"
    found = rewards.giver(workspace, campaign.grant, source=source, mode=origin.mode, origin=origin.id)
    require_grant(campaign, template)
    return found


def require_grant(campaign: Campaign, template: Template) -> None:
    """Raise MactlError where a template prints a coupon and its campaign or step grants none."""
    printed = {name.partition(".")[0] for name in template.names}
    if printed & {"coupon", "coupons"} and not any(each.coupon for each in campaign.grant):
        raise MactlError(
            _("{file} prints a coupon, and {name} grants none", file=template.file, name=campaign.name),
            _('add "grant": [{"coupon": "CART20"}], or take the coupon out of the template'),
        )


def workspace_values(workspace: Workspace) -> dict[str, Any]:
    """Return what a template knows as `workspace`."""
    own = workspace.config.workspace
    return {**{field.name: getattr(own, field.name) for field in dataclasses.fields(own)}, "brand": dict(own.brand)}


def policy(
    workspace: Workspace,
    campaign: Campaign,
    channel: Channel,
    kind: str = "campaign",
    *,
    needs: tuple[Need, ...] = (),
    approved: bool = True,
) -> Policy:
    """Return what the gates ask of a campaign's messages on a channel; ``kind`` is its origin's."""
    config = workspace.config
    calendar = festivals.read(workspace)
    transactional = campaign.class_ == "transactional"
    holdouts = [Holdout(key=f"{kind}/{campaign.id}", share=campaign.holdout)] if campaign.holdout else []
    if config.holdout:
        holdouts.append(Holdout(key="workspace", share=config.holdout))
    if kind == "flow" and not holdouts:  # who is held was drawn at entry: the gate asks even when nobody is drawn now
        holdouts.append(Holdout(key=f"flow/{campaign.id}", share=0.0))
    return Policy(
        channel=channel,
        zones=(campaign.schedule.time_zone if campaign.schedule else None, config.workspace.time_zone),
        transactional=transactional,
        topic=campaign.topic,
        unknown_consent="allow" if config.unknown_consent == "allow" else "refuse",
        only=bool(config.only),
        holdouts=tuple(holdouts),
        needs=needs,
        approved=approved,
        budgeted=campaign.budget != Budget() or config.max_cost is not None,
        max_late=durations.parse(campaign.max_late).elapsed_ms(),
        window=_window(campaign.window),
        cap_falls_through="cap" in campaign.fallback_on,
        quiet=_quiet(workspace, campaign, channel),
        on_quiet=campaign.on_quiet,
        min_gap=durations.parse(config.min_gap).elapsed_ms(),
        caps=_caps(workspace, campaign, channel),
        workdays=calendar.workdays,
        closed=frozenset() if transactional else calendar.closed(workspace.clock.now(), workspace.zone),
    )


def _quiet(workspace: Workspace, campaign: Campaign, channel: Channel) -> Quiet | None:
    own = channel_settings(workspace, channel).quiet if campaign.quiet == "default" else campaign.quiet
    return parse_quiet(own) if own else None


def _window(own: SendWindow | None) -> Window | None:
    if own is None:
        return None
    return parse_window(own.start, own.stop, own.weekdays, workdays=own.workdays)


def _caps(workspace: Workspace, campaign: Campaign, channel: Channel) -> tuple[capping.Cap, ...]:
    """Return the caps in force: a campaign's own replace the workspace's."""
    if campaign.cap is not None:
        rules: Sequence[Any] = [campaign.cap] if isinstance(campaign.cap, CapRule) else campaign.cap
    else:
        rules = workspace.config.caps
    parsed = [_cap(rule.scope, rule.n, rule.per) for rule in rules]
    return capping.in_force(parsed, channel, campaign.topic)


def _cap(scope: str, n: int, per: str) -> capping.Cap:
    """Return a cap; a channel's name as its scope narrows it to that channel, any other name to that topic."""
    if scope in CHANNELS:
        return capping.parse_cap("channel", n, per, scope)
    if scope in {"channel", "topic", "all"}:
        return capping.parse_cap(scope, n, per)
    return capping.parse_cap("topic", n, per, scope)


def _kind(template: Template, channel: Channel) -> str:
    kind = ADDRESS_KINDS[channel]
    return _WECHAT_KINDS.get(template.kind, kind) if channel == "wechat" else kind


def next_channel(campaign: Campaign, channels: Sequence[Channel], channel: str) -> str:
    """Return which of ``channels`` (those that reach one person each) a fallback tries after ``channel``, or ""."""
    if campaign.mode != "fallback":
        return ""
    names: list[str] = list(channels)
    later = names[names.index(channel) + 1 :]
    return later[0] if later else ""


def version(workspace: Workspace, campaign: Campaign, templates: Sequence[Template]) -> str:
    """Return the hash that an approval is for: the definition, its coupons, the bytes of every template file (G1)."""
    from hashlib import sha256

    text = json.dumps(definition_of(campaign), sort_keys=True, ensure_ascii=False, default=str)
    coupons = rewards.definitions(workspace, (each.coupon for each in campaign.grant if each.coupon))
    return sha256("\n".join([text, *(each.digest() for each in templates), *coupons]).encode()).hexdigest()
