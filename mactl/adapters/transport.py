"""Opening a line to a provider: the one door through which messages leave this machine."""

from __future__ import annotations

from pathlib import Path

from mactl.adapters.socket import Heard, HttpProvider, Line, MailProvider, Provider
from mactl.clock import Clock


def open_line(
    provider: Provider,
    *,
    clock: Clock,
    sandbox_folder: Path,
    timeout: float = 30.0,
    heard: Heard = lambda _message, _receipt: None,
) -> Line:
    """Return a line for ``provider``; ``timeout`` (seconds) bounds each HTTP exchange, SMTP's is its server's.

    Only a line that looks ahead (SMTP) calls ``heard``; the others return each answer before they take a message.
    """
    if isinstance(provider, MailProvider):
        from mactl.adapters.transport_smtp import SmtpLine

        return SmtpLine(provider, clock, heard)
    if isinstance(provider, HttpProvider):
        from mactl.adapters.transport_http import HttpLine

        return HttpLine(provider, clock, timeout)
    from mactl.adapters.transport_sandbox import SandboxLine

    return SandboxLine(provider, sandbox_folder)
