"""A workspace's settings as values: what ``config.json`` says, with everything it leaves out filled in.

Durations, quiet hours and rates stay the text that a person wrote; the rooms that use them read them (core/schedule,
core/messages), and reading the file checks them once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from mactl.core.model.posting import Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceSettings:
    """Whose workspace it is. ``country`` is ISO 3166, ``currency`` ISO 4217, ``base_url`` has no last slash."""

    name: str = ""
    country: str = "CN"
    time_zone: str = "Asia/Shanghai"
    locale: str = "zh"
    currency: str = "CNY"
    base_url: str = ""
    brand: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """One channel. ``provider`` is the file's name under adapters/CHANNEL; ``mode``, live or sandbox, follows from it.

    ``cost`` is money a message (SMS: a billed part). ``quiet`` is "22:00-08:00", or None for no quiet hours (a
    country's default is filled in where the key is absent). ``settings`` are the provider's own keys, secrets unread.
    """

    provider: str = "sandbox"
    mode: str = "sandbox"
    rate: str | None = None
    rate_group: str | None = None
    cost: Decimal = Decimal(0)
    quiet: str | None = None
    subject_prefix: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A frequency cap (M5): ``n`` messages in ``per`` ("day", "7d"). ``scope``: all, or a channel or a topic."""

    scope: str
    n: int
    per: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tester:
    """Somebody who may get test messages: a name and addresses by kind (email, phone, ...)."""

    name: str
    email: str = ""
    phone: str = ""
    wechat_openid: str = ""
    push_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Automation:
    """The tick and the daemon: whether they work at all, and every how many seconds the daemon looks."""

    enabled: bool = True
    check_interval: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Analytics:
    """What is tracked, and what reports reckon with.

    ``targets`` are what measures should reach, by name; ``margin`` is the share of revenue that is gross profit;
    ``coupons`` is what each coupon costs when it is redeemed.
    """

    track_open: bool = True
    track_click: bool = True
    track_conversion: bool = True
    targets: Mapping[str, float] = field(default_factory=dict)
    margin: Decimal = Decimal(1)
    coupons: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that ``config.json`` says of a workspace."""

    workspace: WorkspaceSettings = WorkspaceSettings()
    channels: Mapping[str, ChannelSettings] = field(default_factory=dict)
    automation: Automation = Automation()
    analytics: Analytics = Analytics()
    unknown_consent: str = "refuse"  # or "allow" (consent.unknown)
    caps: tuple[Cap, ...] = ()
    exempt: tuple[str, ...] = ()  # customer ids and addresses that no cap counts
    only: tuple[str, ...] = ()  # where it is not empty: nobody else is contacted
    min_gap: str = "1h"
    testers: tuple[Tester, ...] = ()
    events: Mapping[str, str] = field(default_factory=dict)  # a shop's own names to the standard ones
    max_cost: Decimal | None = None  # budget of the workspace, a month
    holdout: float = 0.0
    require_approval: bool = False
    tick_seconds: int = 50
    max_face_value: Decimal | None = None  # of a coupon that may be granted (rewards.max_face_value)
    max_points: int | None = None  # that may be granted at once
    points_valid: str | None = None  # how long points last; None: for ever
    extends: str | None = None
    posting: Posting = field(default_factory=Posting)
