"""What the gates are told: the Facts of one message at the dispatch instant, and the Policy of its run.

``Facts`` are made for every message of a batch from set-wise queries; a truth may be a bool or SQLite's 0 and 1, and
NULL is None. Everything has a harmless default, so only what a run's policy asks for need be queried:

============== ===================================================================================================
always         customer, zone, due, first_due, address, address_status, consent, suppressed
topic          topic_consent, where ``policy.topic`` is set
only           in_only, where ``policy.only`` is true
holdouts       held_out: the draw recorded earlier, or None, and the hash decides (F9)
needs          follows, last_inbound, subscriptions_left, quota_left, where ``policy.needs`` names them
caps           cap_counts: for each of ``policy.caps``, in its order, the reservations of this customer with
               ``slot_at >= caps.counts_since(cap, now, zone)`` that ``cap`` counts, this message's own left out
min_gap        last_sent_at: the latest message to this customer from another origin (another step or campaign),
               sent or claimed; the channels of one message are one origin
budget         over_budget: cost.exceeded(...) for the run with this message added, "" while all is well
rate           rate_at: the instant at which the provider's bucket has a token, 0 for now
============== ===================================================================================================

Within a batch the caller counts as it goes: a message that is sent adds to the cap_counts, last_sent_at, budget and
rate of those after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from mactl.clock import DAY, HOUR
from mactl.core.messages.caps import Cap
from mactl.core.messages.entitlements import Need
from mactl.core.model.message import Channel
from mactl.core.schedule.quiet import Quiet
from mactl.core.schedule.windows import Window
from mactl.core.schedule.workdays import Workdays


class Facts(NamedTuple):
    """What is known of one message and its customer when it is about to be sent.

    A tuple, not a dataclass like other values: a campaign makes a million of them, and it costs a tenth.
    """

    customer: str  # the customer's public id: lots are drawn on it
    due: int  # when to look at it: moved by every delay
    first_due: int  # what lateness is measured from, before quiet hours are considered
    zone: str | None = None  # the customer's own time zone, if one is known
    address: str | None = None
    address_status: str | None = "ok"  # ok, bounced, complained, invalid
    suppressed: int | bool = False  # the address is on the suppression list for this channel and topic
    in_only: int | bool = True
    duplicate: int | bool = False  # another row holds its key; a row's own key never refuses it
    consent: str | None = None  # granted, withdrawn; None is unknown
    topic_consent: str | None = None
    held_out: int | bool | None = None
    follows: int | bool = True
    last_inbound: int | None = None  # when the person last wrote or acted there (WeChat's 48 hours)
    subscriptions_left: int = 0
    quota_left: int = 0
    over_budget: str = ""
    cap_counts: tuple[int, ...] = ()
    exempt: int | bool = False  # on the exempt list: no caps, no gap
    last_sent_at: int | None = None
    rate_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdout:
    """A share of everybody who gets nothing, drawn under ``key`` (the campaign's, the flow's, the workspace's)."""

    key: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Policy:
    """What one run asks of its messages on one channel: made once a run, and known by its identity.

    ``zones`` are those that follow the customer's: the flow's or campaign's, the workspace's (T2). ``caps`` are those
    that ``caps.in_force`` leaves. A step's own ``window`` replaces ``quiet``; blackout dates (``closed``) stand.
    Durations are milliseconds.
    """

    channel: Channel
    zones: tuple[str | None, ...]
    transactional: bool = False
    topic: str = ""
    unknown_consent: Literal["refuse", "allow"] = "refuse"
    only: bool = False
    holdouts: tuple[Holdout, ...] = ()
    needs: tuple[Need, ...] = ()
    approved: bool = True
    budgeted: bool = False
    max_late: int | None = DAY
    window: Window | None = None
    workdays: Workdays | None = None
    quiet: Quiet | None = None
    on_quiet: Literal["hold", "drop"] = "hold"
    min_gap: int = HOUR
    caps: tuple[Cap, ...] = ()
    cap_falls_through: bool = False
    closed: frozenset[date] = frozenset()  # days on which nothing of this goes out, in the customer's zone
    hours: Window | None = field(init=False)  # when it may go: the window, else what the quiet hours leave

    def __post_init__(self) -> None:
        """Work out the hours once, for every message of the run asks for them."""
        open_hours = self.quiet.open if self.quiet and not self.transactional else None
        object.__setattr__(self, "hours", self.window or open_hours)
