"""A campaign: one message, or one per channel, to an audience (authored, data/campaigns.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal

from mactl.core.model.coupon import Grant
from mactl.core.model.keys import STRICT, SchemaOf
from mactl.core.model.message import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelContent:
    """What a campaign says on one channel: a template (default: the channel's own), an e-mail subject."""

    __pydantic_config__ = STRICT
    template: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When it goes out: once ``at`` an instant, or whenever ``cron`` says, in ``time_zone``."""

    __pydantic_config__ = STRICT
    at: str | None = None
    cron: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapRule:
    """A cap of its own in place of the workspace's: ``n`` messages in ``per`` over ``scope``; n 0 means none."""

    __pydantic_config__ = STRICT
    scope: str = "all"
    n: int = 0
    per: str = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What counts as a conversion: an event, where its properties hold, within a time after delivery."""

    __pydantic_config__ = STRICT
    event: str = "order_paid"
    where: Mapping[str, Any] = field(default_factory=dict)
    within: str = "7d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a campaign may use up at most, in the workspace's currency and in messages."""

    __pydantic_config__ = STRICT
    max_cost: Decimal | None = None
    max_messages: int | None = None
    max_coupon_value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedCost:
    """Costs beside those of messages (design, a list, an agency)."""

    __pydantic_config__ = STRICT
    fixed: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWindow:
    """When messages may go, in place of quiet hours: from ``start`` on, before ``stop``, on some days only."""

    __pydantic_config__ = STRICT
    start: str | None = None
    stop: str | None = None
    weekdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] | None = None
    workdays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign as its author wrote it; ``id`` defaults to a slug of ``name``.

    ``audience`` is a segment's id or name, "all", or a condition. ``mode`` "all" sends on every channel, "fallback" on
    the first that can reach the person; ``fallback_on`` adds reasons to go on to the next channel: a cap, or no receipt
    of delivery ``receipt_within`` a time. ``quiet`` absent takes the channel's quiet hours, null means none. ``grant``
    is what each person's message gives.
    """

    __pydantic_config__ = STRICT
    name: str
    audience: str | Annotated[Mapping[str, Any], SchemaOf(name="condition")]
    channels: tuple[Channel, ...]
    id: str = ""
    mode: Literal["all", "fallback"] = "all"
    content: Mapping[Channel, ChannelContent] = field(default_factory=dict)
    class_: Literal["marketing", "transactional"] = "marketing"
    topic: str = ""
    schedule: Schedule | None = None
    fallback_on: tuple[Literal["cap", "no_receipt"], ...] = ()
    receipt_within: str | None = None
    window: SendWindow | None = None
    quiet: str | None = "default"
    on_quiet: Literal["hold", "drop"] = "hold"
    cap: CapRule | tuple[CapRule, ...] | None = None
    holdout: float = 0.0
    priority: int = 0
    max_late: str = "24h"
    grant: tuple[Grant, ...] = ()
    goal: Goal = Goal()
    budget: Budget = Budget()
    release_spread: str | None = None
    utm: Mapping[str, str] = field(default_factory=dict)
    cost: FixedCost = FixedCost()
    description: str = ""

    @property
    def recurs(self) -> bool:
        """Tell whether its schedule launches it again and again."""
        return self.schedule is not None and self.schedule.cron is not None
