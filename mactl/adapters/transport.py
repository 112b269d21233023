"""Opening a line to a provider: the one door through which messages leave this machine."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

from mactl.adapters.socket import Heard, HttpProvider, Line, MailProvider, Provider, Receipts, Wire
from mactl.clock import Clock
from mactl.core.model.message import Outgoing


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

        lines = [SmtpLine(provider, clock, heard) for _ in range(provider.server.connections)]
        return lines[0] if len(lines) == 1 else InTurn(lines)
    if isinstance(provider, HttpProvider):
        from mactl.adapters.transport_http import HttpLine

        return HttpLine(provider, clock, timeout)
    from mactl.adapters.transport_sandbox import SandboxLine

    return SandboxLine(provider, sandbox_folder)


class InTurn:
    """Several lines to one provider that take messages in turn: while one's answer is on its way, another is at work.

    One thread serves them all; as many threads would fight for the interpreter, which takes longer than the sending.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        """Begin with the first of ``lines``."""
        self._lines = lines
        self._next = cycle(lines).__next__

    def hand(self, message: Outgoing, wire: Wire) -> Receipts:
        """Give ``message`` to the line whose turn it is."""
        return self._next().hand(message, wire)

    def drain(self) -> Receipts:
        """Wait for what is outstanding on every line."""
        return [answer for line in self._lines for answer in line.drain()]

    def close(self) -> None:
        """End every line."""
        for line in self._lines:
            line.close()
