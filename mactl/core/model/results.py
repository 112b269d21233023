"""What came of messages, as counted figures: the rows that reports are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """People by what became of their messages; each person once. Costs are in ten-thousandths of the currency.

    ``blocked`` are those whose provider, or who themselves, block the sender; ``negative`` did one of unsubscribe,
    complain and block. ``opened`` are people who opened or clicked; ``machine_opened`` those of whom only a machine's
    open is known (X3).
    ``derived`` says that some channel reports no deliveries, so that its delivered are its sent less its bounced.
    ``delivered_reported`` says that some channel does report them.
    """

    audience: int = 0
    sent: int = 0
    delivered: int = 0
    bounced_hard: int = 0
    bounced_soft: int = 0
    opened: int = 0
    machine_opened: int = 0
    clicked: int = 0
    unsubscribed: int = 0
    complained: int = 0
    blocked: int = 0
    negative: int = 0
    cost: int = 0
    derived: bool = False
    delivered_reported: bool = False

    @property
    def bounced(self) -> int:
        """Return the people whose message bounced, hard or soft."""
        return self.bounced_hard + self.bounced_soft


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversions:
    """Who met the goal in time: ``people``, each once, their ``events``, and the sum of these in ten-thousandths.

    ``last`` is the latest instant from which anybody's time to convert is counted; None where nobody was reached.
    """

    people: int = 0
    events: int = 0
    revenue: int = 0
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One side of a holdout: its people, those who converted, the revenue and its squares, in the currency."""

    people: int = 0
    converted: int = 0
    revenue: float = 0.0
    squares: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What happened on one day: messages sent, first opens and clicks, goal events and their ten-thousandths."""

    date: str
    sent: int = 0
    opened: int = 0
    clicked: int = 0
    conversions: int = 0
    revenue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The shop as a whole: customers, those an e-mail, SMS ... may be sent to, and its paid orders in a period."""

    customers: int = 0
    orders: int = 0
    buyers: int = 0
    revenue: int = 0
    suppressed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a campaign's results: those of one channel, or of one city, segment or variant by that name."""

    channel: str
    reach: Reach
    conversions: Conversions


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignResults:
    """Everything counted of a campaign, or of all together, for one mode.

    ``messages`` are the totals of its latest launch (core/messages/tally.py). ``goal`` is the event that counts as a
    conversion (``goal_known``: such an event was ever recorded), ``window`` how long after delivery it may come,
    ``open_until`` when the last such window ends. ``fixed`` and ``coupons`` are the costs beside messages, in
    ten-thousandths; ``margin`` is the share of revenue that is gross profit. ``arms`` are the two sides of its holdout,
    if it has one.
    """

    campaign: str
    name: str
    mode: str
    state: str
    goal: str
    window: str
    as_of: int
    launched_at: int | None = None
    occurrence: str = ""
    occurrences: int = 1
    launches: int = 1  # an occurrence has one for each mode
    open_until: int | None = None
    goal_known: bool = True
    messages: Mapping[str, Any] = field(default_factory=dict)
    reach: Reach = Reach()
    conversions: Conversions = Conversions()
    fixed: int = 0
    coupons: int = 0
    margin: Decimal = Decimal(1)
    arms: tuple[Arm, Arm] | None = None
    channels: tuple[Part, ...] = ()
    splits: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)  # by city, segment or variant
    days: tuple[Day, ...] = ()

    @property
    def final(self) -> bool:
        """Whether all was sent and every window has ended, so that nothing can be added but receipts."""
        waits = any(self.messages.get(state) for state in ("queued", "delayed"))
        return not waits and self.open_until is not None and self.open_until <= self.as_of
