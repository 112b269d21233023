"""Opening a line to a provider: the one door through which messages leave this machine."""

from __future__ import annotations

from pathlib import Path

from mactl.adapters.socket import HttpProvider, Line, MailProvider, Provider
from mactl.clock import Clock


def open_line(provider: Provider, *, clock: Clock, sandbox_folder: Path, timeout: float = 30.0) -> Line:
    """Return a line for ``provider``; ``timeout`` (seconds) bounds each HTTP exchange, SMTP's is its server's."""
    if isinstance(provider, MailProvider):
        from mactl.adapters.transport_smtp import SmtpLine

        return SmtpLine(provider, clock)
    if isinstance(provider, HttpProvider):
        from mactl.adapters.transport_http import HttpLine

        return HttpLine(provider, clock, timeout)
    from mactl.adapters.transport_sandbox import SandboxLine

    return SandboxLine(provider, sandbox_folder)
