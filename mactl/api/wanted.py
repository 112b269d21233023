"""What is asked of a report beside its kind: the period, targets, thresholds; and when it is made, for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mactl.clock import DAY
from mactl.core.messages.cost import money
from mactl.core.reports._figures import Threshold
from mactl.core.reports._kind import At, Span
from mactl.core.schedule.periods import before
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace

_RECENT = 30 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for beside the kind: the period (instants; None is no end), targets, thresholds, a list."""

    since: int | None = None
    until: int | None = None
    targets: Mapping[str, float] = field(default_factory=dict)
    thresholds: tuple[Threshold, ...] = ()
    listed: bool = False


def when(workspace: Workspace, wanted: Wanted, *, whole: bool) -> At:
    """Return when and for whom a report is made; ``whole``: without a period all of history is meant."""
    config, now = workspace.config, workspace.clock.now()
    asked = wanted.since is not None or wanted.until is not None
    end = now + 1 if wanted.until is None else wanted.until
    if wanted.since is not None:
        span = recent = Span(since=wanted.since, until=end)
    else:
        recent = Span(since=end - _RECENT, until=end)
        span = Span(since=None, until=end) if whole else recent
    first, last = before(recent.since or 0, end, zone(workspace.zone))
    return At(
        now=now,
        span=span,
        recent=recent,
        before=Span(since=first, until=last),
        asked=asked,
        currency=config.workspace.currency,
        time_zone=workspace.zone,
        targets={**config.analytics.targets, **wanted.targets},
        thresholds=wanted.thresholds,
        margin=config.analytics.margin,
        coupons={name: money(price) for name, price in config.analytics.coupons.items()},
        providers={name: channel.provider for name, channel in config.channels.items()},
        listed=wanted.listed,
    )
