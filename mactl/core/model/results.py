"""What came of messages, as counted figures: the rows that reports are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """People by what became of their messages; each person once. Costs are in ten-thousandths of the currency.

    ``opened`` are people who opened or clicked; ``machine_opened`` those of whom only a machine's open is known (X3).
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
    cost: int = 0
    derived: bool = False
    delivered_reported: bool = False

    @property
    def bounced(self) -> int:
        """Return the people whose message bounced, hard or soft."""
        return self.bounced_hard + self.bounced_soft


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversions:
    """Who met the goal in time: ``people``, each once, their ``events``, and the sum of these in ten-thousandths."""

    people: int = 0
    events: int = 0
    revenue: int = 0


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
