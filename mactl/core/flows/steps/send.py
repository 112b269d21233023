"""Sends a message on a channel, with channels to fall back on and what it grants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from mactl.core.flows.outcomes import Outcome, Queued
from mactl.core.flows.step import Seat, Step, Wrong, checked_duration
from mactl.core.model.coupon import Grant
from mactl.core.model.keys import STRICT
from mactl.core.model.message import CHANNELS, Channel
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: one channel and its template ("" is the channel's own), ``fallback`` in order, grants.

    ``fallback_on`` adds reasons to fall back for: a cap, or no receipt of delivery ``receipt_within`` a time (M6).
    """

    __pydantic_config__ = STRICT
    email: str | None = None
    sms: str | None = None
    wechat: str | None = None
    push: str | None = None
    social: str | None = None
    inapp: str | None = None
    subject: str = ""
    fallback: tuple[str, ...] = ()
    fallback_on: tuple[Literal["cap", "no_receipt"], ...] = ()
    receipt_within: str | None = None
    grant: tuple[Grant, ...] = ()

    def ways(self) -> Iterator[tuple[Channel, str]]:
        """Yield the channels in the order in which they are tried, each with its template."""
        for channel in CHANNELS:
            template = getattr(self, channel)
            if template is not None:
                yield channel, template
        for each in self.fallback:
            channel_name, _colon, template = each.partition(":")
            for channel in CHANNELS:
                if channel == channel_name:
                    yield channel, template


@dataclass(frozen=True, slots=True, kw_only=True)
class Send(Step):
    """Send a message; the step ends when it is sent, refused or has failed. Its ``window`` replaces quiet hours."""

    GATED: ClassVar[bool] = True
    SENDS: ClassVar[bool] = True
    send: Message

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        ways = _(", else ").join(f"{channel} {template}".strip() for channel, template in self.send.ways())
        grants = [each.coupon or _("{n} points", n=each.points) for each in self.send.grant]
        return (
            _("send {ways}, with {grants}", ways=ways, grants=", ".join(grants))
            if grants
            else _("send {ways}", ways=ways)
        )

    def run(self, _seat: Seat) -> Outcome:
        """Put the message into the ledger."""
        return Queued()

    def check(self) -> Iterator[Wrong]:
        """Yield what the step's shape cannot say is wrong."""
        yield from Step.check(self)
        yield from check_message(self.send)


def check_message(message: Message) -> Iterator[Wrong]:
    """Yield what is wrong with a message, paths below its step."""
    first = [channel for channel in CHANNELS if getattr(message, channel) is not None]
    if len(first) != 1:
        hint = _('Write one channel and its template, as in {"email": "welcome"}; others go under "fallback".')
        yield ("send",), _("a message starts on exactly one channel"), hint
    used = list(first)
    for index, each in enumerate(message.fallback):
        channel = each.partition(":")[0]
        path = ("send", "fallback", index)
        if channel not in CHANNELS:
            yield path, _("no channel is called {name}", name=repr(channel)), _('Write it as in "sms:cart".')
        elif channel in used:
            yield path, _("{channel} is tried already", channel=channel), _("Name each channel once.")
        used.append(channel)  # type: ignore[arg-type]
    if ("no_receipt" in message.fallback_on) != (message.receipt_within is not None):
        hint = _('Write both: "fallback_on": ["no_receipt"], "receipt_within": "2h".')
        yield ("send", "receipt_within"), _("how long a receipt is waited for belongs to no_receipt"), hint
    yield from checked_duration(("send", "receipt_within"), message.receipt_within, signed=False)
    yield from _check_grants(message)


def _check_grants(message: Message) -> Iterator[Wrong]:
    for index, grant in enumerate(message.grant):
        path = ("send", "grant", index)
        if (grant.coupon is None) == (grant.points is None):
            yield path, _("a grant is a coupon or points"), _('Write {"coupon": "CART20", "valid": "48h"}.')
        if grant.points is not None and grant.points <= 0:
            yield (*path, "points"), _("points granted are more than none"), _("Write 1 or more.")
        yield from checked_duration((*path, "valid"), grant.valid, signed=False)


STEP = Send
