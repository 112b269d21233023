"""E-mail by SMTP: through a sending service, or any mail server that takes our letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import ip_address

from mactl.adapters.email import _compose, _status
from mactl.adapters.email._address import wire_address
from mactl.adapters.socket import Letter, Server, Stage, Tls
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt
from mactl.errors import MactlError
from mactl.i18n import _

_PORTS: dict[Tls, int] = {"starttls": 587, "implicit": 465, "none": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What ``config.json`` may say of an SMTP channel.

    ``smtp_port`` 0 means the usual one for ``tls``. ``sender`` is an address or ``name <address>``; without a name the
    workspace's own is used. ``connections`` lines may be open at once, each for ``messages_per_connection`` letters.
    ``timeout`` is in seconds. ``tls_ca_file`` names the certificates to trust instead of the system's.
    """

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - pydantic reads it from the class

    smtp_host: str
    smtp_port: int = 0
    tls: Tls = "starttls"
    tls_verify: bool = True
    tls_ca_file: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    helo: str = ""
    connections: int = 1
    timeout: float = 30.0
    messages_per_connection: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpProvider:
    """Letters from one sender through one server."""

    server: Server
    sender: str
    sender_name: str

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why ``message`` cannot go: an address that is none, or nothing to say."""
        if not wire_address(message.address):
            return Receipt(status="error", error="suppress", code="5.1.3", detail=_("not an e-mail address"))
        if not any(message.content.bodies):
            return Receipt(status="error", error="content", code="5.6.0", detail=_("the message is empty"))
        return None

    def letter(self, message: Outgoing, *, eight_bit: bool = False) -> Letter:
        """Return the letter for ``message``, always the same for the same message and kind of server."""
        address = wire_address(message.address)
        data = _compose.wire_form(
            message, sender=self.sender, sender_name=self.sender_name, address=address, eight_bit=eight_bit
        )
        return Letter(self.sender, address, data, not address.isascii(), eight_bit and not data.isascii())

    def receipt(self, stage: Stage, code: int, text: str) -> Receipt:
        """Read a server's answer."""
        return _status.receipt(stage, code, text)


def provider(settings: Settings, workspace: WorkspaceSettings) -> SmtpProvider:
    """Return the provider that ``settings`` describe; a MactlError where they cannot be right."""
    if settings.tls == "none" and settings.password and not _is_loopback(settings.smtp_host):
        raise MactlError(
            _("The password for {host} would travel unencrypted", host=settings.smtp_host),
            _('Set "tls" to "starttls" or "implicit"; "none" with a password is for this machine only.'),
        )
    name, address = parseaddr(settings.sender)
    sender = wire_address(address) if settings.sender.isprintable() else ""
    if not sender.isascii() or not sender:
        raise MactlError(
            _("{sender} is not a sender address", sender=settings.sender or '""'),
            _('Give the e-mail channel a "sender" such as "Brand <news@example.com>".'),
        )
    server = Server(
        host=settings.smtp_host,
        port=settings.smtp_port or _PORTS[settings.tls],
        tls=settings.tls,
        tls_verify=settings.tls_verify,
        ca_file=settings.tls_ca_file,
        username=settings.username,
        password=settings.password,
        helo=settings.helo,
        connections=max(1, settings.connections),
        messages_per_connection=max(1, settings.messages_per_connection),
        timeout=settings.timeout,
    )
    return SmtpProvider(
        server=server, sender=sender, sender_name=name or str(workspace.brand.get("name") or workspace.name)
    )


def _is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
