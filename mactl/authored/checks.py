"""What a shape cannot say of campaigns and segments: hours, durations and schedules that make sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from mactl.authored.lists import Wrong
from mactl.core.decode.instants import instant
from mactl.core.model.campaign import Budget, Campaign, CapRule, Schedule
from mactl.core.model.segment import Segment
from mactl.core.schedule.durations import parse
from mactl.core.schedule.quiet import parse_quiet
from mactl.core.schedule.recurrence import parse_cron
from mactl.core.schedule.windows import parse_window
from mactl.core.schedule.zones import zone
from mactl.core.segments.parse import examine
from mactl.errors import MactlError
from mactl.i18n import _


def check_segment(segment: Segment) -> Iterator[Wrong]:
    """Yield what is wrong with a segment: it needs exactly one of a condition and members."""
    if (segment.where is None) == (segment.members is None):
        yield (), _("a segment is either a condition or a list of members"), _('Write "where" or "members".')


def look_at_segment(segment: Segment) -> Iterator[Wrong]:
    """Yield what is wrong with a segment's condition: the segment stays, and says so when it is asked for."""
    for fault in examine(segment.where, ("where",))[1] if segment.where is not None else ():
        yield fault.path, fault.message, fault.hint


def check_campaign(campaign: Campaign) -> Iterator[Wrong]:
    """Yield what is wrong with a campaign whose shape is right."""
    yield from _check_reach(campaign)
    yield from _check_fallback(campaign)
    yield from check_share(campaign.holdout)
    yield from _check_amount(("cost", "fixed"), campaign.cost.fixed)
    yield from check_budget(campaign.budget)
    yield from check_cap(campaign.cap)
    yield from _check_times(campaign)
    if campaign.schedule is not None:
        yield from _check_schedule(campaign.schedule)


def _check_reach(campaign: Campaign) -> Iterator[Wrong]:
    if not campaign.channels or len(set(campaign.channels)) != len(campaign.channels):
        yield ("channels",), _("channels are wanted, each once"), _('Write one or more, such as ["email", "sms"].')
    if not campaign.audience:
        yield ("audience",), _("the audience is empty"), _('Write a segment, a condition or "all".')
    for channel in campaign.content:
        if channel not in campaign.channels:
            hint = _("Add it to channels, or remove this.")
            yield ("content", channel), _("content for a channel that the campaign does not use"), hint


def _check_fallback(campaign: Campaign) -> Iterator[Wrong]:
    if (campaign.fallback_on or campaign.receipt_within) and campaign.mode != "fallback":
        yield ("mode",), _("only a fallback goes on to another channel"), _('Write "mode": "fallback".')
    if ("no_receipt" in campaign.fallback_on) != (campaign.receipt_within is not None):
        hint = _('Write both: "fallback_on": ["no_receipt"], "receipt_within": "2h".')
        yield ("receipt_within",), _("how long a receipt is waited for belongs to no_receipt"), hint
    if campaign.receipt_within is not None:
        yield from _tried(("receipt_within",), lambda: parse(str(campaign.receipt_within)))


def check_share(holdout: float) -> Iterator[Wrong]:
    """Yield what is wrong with a holdout: it is a share, less than everybody."""
    if not 0 <= holdout < 1:
        yield ("holdout",), _("{value} is not a share", value=f"{holdout:g}"), _("Write 0.1 for a tenth.")


def check_budget(budget: Budget) -> Iterator[Wrong]:
    """Yield the limits of a budget that are less than nothing."""
    limits = {
        "max_cost": budget.max_cost or Decimal(0),
        "max_messages": Decimal(budget.max_messages or 0),
        "max_coupon_value": budget.max_coupon_value or Decimal(0),
    }
    for key, limit in limits.items():
        yield from _check_amount(("budget", key), limit)


def check_cap(cap: CapRule | tuple[CapRule, ...] | None) -> Iterator[Wrong]:
    """Yield the caps that count over no time, or to less than none."""
    for each in (cap,) if isinstance(cap, CapRule) else cap or ():
        if each.per != "day":
            yield from _tried(("cap",), lambda per=each.per: parse(per))  # type: ignore[misc]
        if each.n < 0:
            yield ("cap",), _("a limit or cost is not negative"), _("Write 0 or more.")


def _check_amount(path: tuple[str, ...], limit: Decimal) -> Iterator[Wrong]:
    if not limit.is_finite() or limit < 0:
        yield path, _("a limit or cost is not negative"), _("Write 0 or more.")


def _check_times(campaign: Campaign) -> Iterator[Wrong]:
    if campaign.quiet not in {None, "default"}:
        yield from _tried(("quiet",), lambda: parse_quiet(str(campaign.quiet)))
    yield from _tried(("max_late",), lambda: parse(campaign.max_late))
    if (own := campaign.window) is not None:
        yield from _tried(("window",), lambda: parse_window(own.start, own.stop, own.weekdays, workdays=own.workdays))
    if campaign.release_spread is not None:
        yield from _tried(("release_spread",), lambda: parse(str(campaign.release_spread)))
    yield from _tried(("goal", "within"), lambda: parse(campaign.goal.within))


def _check_schedule(schedule: Schedule) -> Iterator[Wrong]:
    if (schedule.at is None) == (schedule.cron is None):
        yield ("schedule",), _("a schedule is either an instant or a cron line"), _('Write "at" or "cron".')
        return
    place = ZoneInfo("UTC")
    if schedule.time_zone is not None:
        wrong = list(_tried(("schedule", "time_zone"), lambda: zone(str(schedule.time_zone))))
        yield from wrong
        place = place if wrong else zone(schedule.time_zone)
    if schedule.at is not None:
        yield from _tried(("schedule", "at"), lambda: instant(schedule.at, place))
    else:
        yield from _tried(("schedule", "cron"), lambda: parse_cron(str(schedule.cron), place))


def _tried(path: tuple[str, ...], read: Callable[[], object]) -> Iterator[Wrong]:
    """Yield the fault that reading a value raises, if it does."""
    try:
        read()
    except MactlError as wrong:
        yield path, wrong.message, wrong.hint
