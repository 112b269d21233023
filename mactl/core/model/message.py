"""A message to one person: what a provider is given, what it answers, and the states of the ledger (rules M2, M7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from mactl.core.model.woven import Text

Channel = Literal["email", "sms", "wechat", "push", "social", "inapp"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)

Mode = Literal["live", "sandbox"]

State = Literal[
    "queued",
    "delayed",
    "sending",
    "sent",
    "failed",
    "unknown",
    "skipped",
    "held_out",
    "delivered",
    "bounced",
    "opened",
    "clicked",
    "complained",
]

# The five classes of provider errors (M7). retry: try again later, the address and the content are good.
# reschedule: not now, the provider names a time or a window. suppress: the address is dead or refused.
# content: this message cannot go. halt: credentials or balance, the whole channel stops.
ErrorClass = Literal["retry", "reschedule", "suppress", "content", "halt"]


class Content(NamedTuple):
    """A rendered message, ready for a provider; a tuple, as Outgoing is, for a campaign makes a million of them.

    A mail made for an encoder has ``woven`` bodies, its text and its HTML, in the place of ``text`` and ``html``.
    ``data`` is the structured body of channels that are not text (wechat, push, inapp). ``headers`` are extra e-mail
    headers, values already free of line breaks. ``parts`` is what an SMS is billed as.
    """

    subject: str = ""
    html: str = ""
    text: str = ""
    data: Mapping[str, object] = MappingProxyType({})
    headers: Mapping[str, str] = MappingProxyType({})
    parts: int = 1
    woven: tuple[Text, Text] | None = None

    @property
    def bodies(self) -> tuple[Text, Text]:
        """Return a mail's text and HTML, whichever way it was made."""
        return self.woven or (self.text, self.html)


class Outgoing(NamedTuple):
    """One message on its way to one address.

    ``id`` is the ledger row. ``key`` is the row's unique key as text: the same row always gives the same key, so it
    makes the Message-ID and the provider's idempotency key (M1). ``at`` is the dispatch instant in milliseconds.
    ``marketing`` is false for a transactional message, of which some channels ask less and some more.
    """

    id: int
    key: str
    channel: Channel
    address: str
    content: Content
    at: int
    name: str = ""
    customer: str = ""
    campaign: str = ""
    marketing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came of handing one message to a provider.

    ``status`` is "sent" (accepted), "error" (refused, for the reason class in ``error``) or "unknown" (handed over, the
    answer was lost: it may have arrived, so it is never tried again by itself, M3). ``code`` is the provider's own code
    ("550 5.1.1"), ``detail`` its words, ``retry_after`` the wait in milliseconds that it asked for.
    """

    status: Literal["sent", "error", "unknown"]
    error: ErrorClass | None = None
    code: str = ""
    detail: str = ""
    provider_id: str = ""
    retry_after: int | None = None
