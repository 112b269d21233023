"""The socket that every provider fits: pure providers on one side, one open line on the other.

A provider is a file ``adapters/<channel>/<name>.py`` with a function ``provider(settings, workspace)`` that returns
one of the three kinds below: ``MailProvider``, ``HttpProvider``, ``SandboxProvider``. It is pure: it builds what goes
out and reads what came back. ``transport.open_line`` turns any of them into a ``Line``, which alone does I/O.
``settings`` is the module's own frozen dataclass ``Settings``: the keys that ``config.json`` may hold for it;
``providers.make`` checks and fills it. ``workspace`` says whose messages they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from mactl.core.model.message import Outgoing, Receipt

# Called with the ledger row's id immediately before the first byte of that message's content leaves: from here on a
# lost answer means `unknown`, before it means `queued` again (M3).
Wire = Callable[[int], None]
Receipts = Sequence[tuple[int, Receipt]]
# Called by a line with an answer that it knows before it lets the next content leave; the receipt is returned as well.
# Whoever keeps a journal hears it there, so that at most one content is ever open in it.
Heard = Callable[[int, Receipt], None]


class Line(Protocol):
    """One open connection to a provider: messages go in, receipts come out in order, perhaps a message or two later."""

    def hand(self, message: Outgoing, wire: Wire) -> Receipts:
        """Take one message; return the receipts known by now (of earlier messages too, each exactly once)."""

    def drain(self) -> Receipts:
        """Wait for, and return, every receipt still outstanding; afterwards nothing is on the wire."""

    def close(self) -> None:
        """End the connection in the provider's polite way."""


Tls = Literal["starttls", "implicit", "none"]
# Where in an SMTP dialogue an answer was given; "data" answers the DATA command, "body" the final dot.
Stage = Literal["connect", "tls", "auth", "mail", "rcpt", "data", "body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server and how to speak to it, on up to ``connections`` at once.

    ``timeout`` is in seconds; ``helo`` empty means our address literal.
    """

    host: str
    port: int = 587
    tls: Tls = "starttls"
    tls_verify: bool = True
    ca_file: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    helo: str = ""
    connections: int = 1
    messages_per_connection: int = 1000
    timeout: float = 30.0


class Letter(NamedTuple):
    """One e-mail as the wire wants it: envelope, and content with CRLF, dots stuffed and the final dot.

    ``utf8`` says that an address cannot be written in ASCII, so that the server must know SMTPUTF8 (RFC 6531);
    ``eight_bit`` that the content is not all ASCII, so that it must know 8BITMIME (RFC 6152).
    """

    sender: str
    recipient: str
    data: bytes
    utf8: bool = False
    eight_bit: bool = False


@runtime_checkable
class MailProvider(Protocol):
    """A provider reached by SMTP: one letter a message, one receipt an answer."""

    @property
    def server(self) -> Server:
        """The server that takes the letters."""

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why this message cannot go, or None."""

    def letter(self, message: Outgoing, *, eight_bit: bool = False) -> Letter:
        """Return what goes on the wire for ``message``; ``eight_bit`` says that the server knows 8BITMIME."""

    def receipt(self, stage: Stage, code: int, text: str) -> Receipt:
        """Read the answer ``code text`` given at ``stage``; "sent" only for a 2xx answer to the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP request that a provider wants made. ``secret`` names the header keys never to be logged."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    secret: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an HTTP server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@runtime_checkable
class HttpProvider(Protocol):
    """A provider reached by HTTP: one call a message, one receipt a reply."""

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why this message cannot go (class ``content``, ``suppress``...), or None."""

    def call(self, message: Outgoing) -> Call:
        """Return the request that sends ``message``."""

    def receipt(self, reply: Reply) -> Receipt:
        """Read the reply's outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a sandbox provider leaves behind: a line of JSON Lines, or a file of its own (Maildir)."""

    path: str  # below data/sandbox/
    data: bytes
    kind: str  # "line" or "maildir"


@runtime_checkable
class SandboxProvider(Protocol):
    """A provider that validates as the real one would and writes the message down instead of sending it."""

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why the real provider would refuse this message, or None."""

    def record(self, message: Outgoing) -> Record:
        """Return what is written for ``message``."""


Provider = MailProvider | HttpProvider | SandboxProvider
