"""An event: something that a customer did, or that happened to a message, at an instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

MESSAGES = (
    "message_sent", "message_delivered", "message_opened", "message_clicked", "message_bounced", "message_complained",
    "unsubscribed", "replied",
)  # fmt: skip
# Entering and leaving a segment; their property is its id.
ENTERED, EXITED = SEGMENTS = ("segment_entered", "segment_exited")
GRANTED, SCORED = "coupon_received", "score_given"
# What the shop itself does or says of somebody: no activity of theirs.
MADE = (*MESSAGES, *SEGMENTS, GRANTED, SCORED)
# The names that everything built in understands; a shop's own names stay what they are unless config maps them.
STANDARD = (
    "user_signup", "login", "app_installed", "app_open", "page_view", "content_viewed", "content_shared",
    "product_viewed", "cart_updated", "cart_emptied", "checkout_started", "order_placed", "order_paid",
    "order_refunded", "store_visited", GRANTED, "coupon_viewed", "coupon_redeemed", "form_submitted",
    "survey_answered", "complaint_made", "invite_accepted", *SEGMENTS, *MESSAGES,
)  # fmt: skip
KEYS = frozenset(("type", "customer", "at", "id", "source", "properties"))
# An event may be this much ahead of now: clocks of two machines differ (rule E1).
AHEAD = 5 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of ``data/events.jsonl``.

    ``customer`` is an id, an e-mail address, a phone number or a shop's id (``taobao:123``). (source, id) is unique.
    ``order_paid`` carries ``amount``, ``order_id``, ``items`` and ``coupon`` in ``properties``.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    type: str
    customer: str | int
    at: str | int
    id: str | int | None = None
    source: str = ""
    properties: dict[str, object] = field(default_factory=dict)
