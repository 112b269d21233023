"""E-mail that stays here: each letter becomes a file of the Maildir ``data/sandbox/email``, ready for a mail reader."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from mactl.adapters._record import refused
from mactl.adapters.email import _compose
from mactl.adapters.email._address import wire_address
from mactl.adapters.socket import Record
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt
from mactl.i18n import _

FALLBACK_SENDER = "sandbox@example.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the sandbox reads of an e-mail channel; ``largest`` is in bytes, most servers take some 25 MB."""

    __pydantic_config__ = {"extra": "ignore"}  # noqa: RUF012 - pydantic reads it from the class

    sender: str = ""
    largest: int = 25_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxEmail:
    """Letters from one sender into a Maildir."""

    sender: str
    sender_name: str
    largest: int

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why a mail server would refuse ``message``, or None."""
        if not wire_address(message.address):
            return refused("5.1.3", _("not an e-mail address"), "suppress")
        if not any(message.content.bodies):
            return refused("5.6.0", _("the message is empty"))
        if not message.content.subject.strip():
            return refused("5.6.0", _("the subject is empty"))
        if sum(map(len, message.content.bodies)) > self.largest:
            return refused("5.3.4", _("the message is larger than {n} bytes", n=self.largest))
        return None

    def record(self, message: Outgoing) -> Record:
        """Return the letter as a file."""
        address = wire_address(message.address)
        data = _compose.compose(message, sender=self.sender, sender_name=self.sender_name, address=address)
        return Record(path="email", data=data.replace(b"\r\n", b"\n"), kind="maildir")


def provider(settings: Settings, workspace: WorkspaceSettings) -> SandboxEmail:
    """Return the sandbox for ``workspace``'s e-mail."""
    name, address = parseaddr(settings.sender)
    sender = wire_address(address) if address.isascii() else ""
    return SandboxEmail(sender=sender or FALLBACK_SENDER, sender_name=name or workspace.name, largest=settings.largest)
