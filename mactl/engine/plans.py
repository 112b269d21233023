"""A plan: what is common to all messages of one launch on one channel, made once a run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mactl.adapters.socket import Heard, Line, MailProvider, Provider, Receipts, Wire
from mactl.adapters.transport import open_line
from mactl.clock import Clock
from mactl.core.links import sign
from mactl.core.messages.cost import MonthBudget
from mactl.core.messages.facts import Policy
from mactl.core.model.campaign import Campaign
from mactl.core.model.config import ChannelSettings
from mactl.core.model.message import Channel, Content, Outgoing, Receipt
from mactl.core.schedule import durations
from mactl.engine import rewards
from mactl.engine.rewards import Coupons, Giver
from mactl.store.grants import Granted
from mactl.store.origins import Origin
from mactl.store.outbox import Due
from mactl.templating import Template

SAMPLES = 3
REFUSED = "refused"
_OFFSET = Due._fields.index("name")
_FIELDS = Due._fields[_OFFSET:-1]  # the profile's; the last column is its attributes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """How the messages of ``origin`` on ``channel`` are judged, made, priced and sent.

    ``kind`` names the addresses used; ``next_channel`` is the one that a fallback tries after this. ``unit`` is the
    cost of a message, or of an SMS part, in ten-thousandths; ``max_cost`` likewise. ``key`` signs links.
    """

    origin: Origin
    campaign: Campaign
    channel: Channel
    kind: str
    topic: str
    next_channel: str
    policy: Policy
    template: Template
    settings: ChannelSettings
    provider: Provider
    sandbox: Path
    unit: int
    max_cost: int | None
    max_messages: int | None
    only: frozenset[str]
    exempt: frozenset[str]
    values: Mapping[str, Any]  # what a template knows as `workspace`
    about: Mapping[str, Any]  # what a template knows as `campaign`
    key: bytes
    signs: bool
    giver: Giver | None  # what each message grants
    coupons: Coupons
    max_coupon_value: int | None = None
    monthly: MonthBudget | None = None  # the workspace's, for everything that it sends
    rehearsal: bool = False  # nothing leaves; the first messages that would are kept to be looked at
    kept: list[tuple[Due, Content]] = field(default_factory=list)

    @property
    def is_flow(self) -> bool:
        """Tell whether these are messages of a flow's step."""
        return self.origin.kind == "flow"

    @property
    def receipt_within(self) -> int:
        """Return how long a receipt of delivery is waited for, in milliseconds; 0 where none is."""
        own = self.campaign.receipt_within
        return durations.parse(own).elapsed_ms() if own and self.next_channel else 0

    @property
    def rate(self) -> str | None:
        """Return the provider's rate ("100/s"), or None; a sandbox has none, and a rehearsal asks no provider."""
        return self.settings.rate if self.origin.mode == "live" and not self.rehearsal else None

    @property
    def lines(self) -> int:
        """Return how many messages a line to the provider takes before it waits for an answer."""
        return self.provider.server.connections if isinstance(self.provider, MailProvider) and not self.rehearsal else 1

    @property
    def bucket(self) -> str:
        """Return the name of the token bucket that this channel shares with others of its rate group."""
        return self.settings.rate_group or f"{self.channel}:{self.settings.provider}"

    @property
    def priced_by_content(self) -> bool:
        """Tell whether a message's cost must be known before it is claimed: a budget, and a price by the part."""
        return self.channel == "sms" and (self.max_cost is not None or self.monthly is not None)

    def cost(self, parts: int) -> int:
        """Return the cost of a message of ``parts`` billed parts, in ten-thousandths."""
        return self.unit * parts

    def over_budget(self, spent: int, sends: int, coupons: int = 0) -> str:
        """Return which limit would be exceeded by ``spent`` and ``coupons`` (ten-thousandths) or ``sends``, or ""."""
        if self.max_cost is not None and spent > self.max_cost:
            return "max_cost"
        if self.max_coupon_value is not None and coupons > self.max_coupon_value:
            return "max_coupon_value"
        return "max_messages" if self.max_messages is not None and sends > self.max_messages else ""

    def message_key(self, row: Due) -> str:
        """Return the unique key of a message as text: the same row gives the same key for ever (M1)."""
        o = self.origin
        if self.is_flow:
            step = o.occurrence.rpartition("/")[0]
            return f"{o.mode}/{o.kind}/{o.name}/{row.enrolment}/{step}/{row.visit}/{self.channel}/{row.position}"
        return f"{o.mode}/{o.kind}/{o.name}/{o.occurrence}/{row.customer_id}/{self.channel}/{row.position}"

    def customer(self, row: Due) -> dict[str, Any]:
        """Return what a template knows as `customer`."""
        values: dict[str, Any] = dict(zip(_FIELDS, row[_OFFSET:-1], strict=True))
        values["id"] = row.customer_id
        values[self.kind] = row.address
        if row.attributes != "{}":
            attributes = json.loads(row.attributes)
            values = {**attributes, **values, "attributes": attributes}
        return values

    @property
    def prints_points(self) -> bool:
        """Tell whether the template prints the customer's points, which must be looked up then."""
        return "customer.points" in self.template.names or "customer" in self.template.names

    def render(self, row: Due, now: int, granted: Sequence[Granted] = (), points: int | None = None) -> Content:
        """Return the message of ``row``, whose customer has ``points`` in the book (None: was never booked any).

        Raises:
            MactlError: naming template and line, where it cannot be made.
        """
        return self.template.render(
            customer=_with_points(self.customer(row), points),
            workspace=self.values,
            campaign=self.about,
            event=json.loads(row.event or "{}") if self.is_flow else None,
            token=sign(self.key, row.id, self.origin.mode) if self.signs else "",
            now=now,
            granted=rewards.values(granted, self.coupons, self.giver.home) if self.giver is not None else None,
            woven=not self.rehearsal,
        )

    def keep(self, row: Due, content: Content) -> None:
        """Keep one of the first messages that a rehearsal would send, to be looked at."""
        if self.rehearsal and len(self.kept) < SAMPLES:
            self.kept.append((row, content))

    def open_line(self, clock: Clock, heard: Heard) -> Line:
        """Open a line to the provider; a rehearsal's accepts what the provider would and sends nothing."""
        if self.rehearsal:
            return Rehearsal(self.provider)
        return open_line(self.provider, clock=clock, sandbox_folder=self.sandbox, heard=heard)

    def rehearsed(self) -> Plan:
        """Return this plan for a rehearsal."""
        return replace(self, rehearsal=True)


def _with_points(customer: dict[str, Any], points: int | None) -> dict[str, Any]:
    """Return ``customer`` with its points: of the book, else the profile's own, else 0."""
    if points is not None:
        customer["points"] = points
    customer.setdefault("points", 0)
    return customer


class Rehearsal:
    """A line that leads nowhere: each message gets the answer that the provider's own checks give it."""

    def __init__(self, provider: Provider) -> None:
        """Rehearse for ``provider``."""
        self.provider = provider

    def hand(self, message: Outgoing, wire: Wire) -> Receipts:
        """Return the provider's own refusal, or that the message would go."""
        wire(message.id)
        refused = self.provider.check(message)
        return [(message.id, Receipt(status="sent") if refused is None else _named(refused))]

    def drain(self) -> Receipts:
        """Return nothing: every answer was given at once."""
        return ()

    def close(self) -> None:
        """Do nothing."""


def _named(refused: Receipt) -> Receipt:
    """Return a provider's refusal with a code: what has none in a rehearsal could not even be made."""
    return replace(refused, code=refused.code or REFUSED)
