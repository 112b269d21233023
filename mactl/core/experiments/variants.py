"""What variants make of a campaign: the subject, the content, the time or the channel of each (product: ab_test)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mactl.core.model.campaign import Campaign, ChannelContent, Goal
from mactl.core.model.experiment import AbTest, Variant

HOLDOUT, WINNER = "holdout", "winner"
_BETWEEN = "/"


def is_alone(test: AbTest) -> bool:
    """Tell whether a test stands neither on a campaign nor in a flow: its variants are subjects of a default e-mail."""
    return not test.campaign and not test.flow


def own_campaign(test: AbTest) -> Campaign:
    """Return the campaign that a test by itself is: the default e-mail to its audience."""
    return Campaign(
        id=test.id, name=test.name, audience=test.audience or "", channels=("email",), goal=test.goal or Goal()
    )


def base(test: AbTest, campaign: Campaign) -> Campaign:
    """Return a campaign as a test sends it: to the test's audience if it names one, the holdout left to the test."""
    return replace(
        campaign,
        audience=test.audience if test.audience is not None else campaign.audience,
        goal=test.goal or campaign.goal,
        holdout=0.0,
        schedule=None if campaign.schedule is None else replace(campaign.schedule, at=None, cron=None),
    )


def held_share(test: AbTest, campaign: Campaign) -> float:
    """Return the share of the audience that gets nothing: the test's own, else the campaign's."""
    return campaign.holdout if test.holdout is None else test.holdout


def changed(campaign: Campaign, variant: Variant) -> Campaign:
    """Return a campaign as a variant has it."""
    channels = (variant.channel,) if variant.channel else campaign.channels
    content = {}
    for channel in channels:
        own = campaign.content.get(channel, ChannelContent())
        template = variant.template or own.template
        subject = variant.subject or own.subject if channel == "email" else own.subject
        content[channel] = replace(own, template=template, subject=subject)
    kept = {channel: one for channel, one in content.items() if one != ChannelContent()}
    return replace(campaign, channels=channels, content=kept)


def portion(campaign: Campaign, share: float) -> Campaign:
    """Return a campaign with the part of its budget that a share of its audience may use."""
    own = campaign.budget
    cost = None if own.max_cost is None else own.max_cost * Decimal(str(round(share, 9)))
    messages = None if own.max_messages is None else int(own.max_messages * share)
    return replace(campaign, budget=replace(own, max_cost=cost, max_messages=messages))


def silent(campaign: Campaign) -> Campaign:
    """Return a campaign of which everybody is held out: the gates still judge, and nothing is sent (F10)."""
    return replace(campaign, holdout=1.0)


def compares_paths(test: AbTest) -> bool:
    """Tell whether variants differ in their channel, so that the gates let different people through for each."""
    return any(one.channel for one in test.arms)


def differs_in_time(test: AbTest) -> bool:
    """Tell whether variants go out at different times, so that none may be judged before all had theirs."""
    return any(one.send_at for one in test.arms)


def occurrence(test: str, arm: str) -> str:
    """Return the occurrence under which an arm of a test is launched."""
    return f"{test}{_BETWEEN}{arm}"


def test_of(key: str) -> str:
    """Return the test that an occurrence of a campaign belongs to; "" where it belongs to none."""
    return key.partition(_BETWEEN)[0] if _BETWEEN in key else ""
