"""Opening a connection to a mail server: greeting, EHLO, TLS and AUTH by the standard library's smtplib."""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from mactl.adapters.socket import Server, Stage
from mactl.adapters.transport_smtp_replies import LostError, Replies
from mactl.clock import Clock

_Secret = Any  # smtplib's authobject: takes a challenge, or nothing, and returns the response


class RefusedError(Exception):
    """The server does not let us in: where, its code (0 where it gave none) and its words."""

    def __init__(self, stage: Stage, code: int, words: str) -> None:
        super().__init__(words)
        self.stage: Stage = stage
        self.code = code


class _Dialogue(smtplib.SMTP):
    """smtplib's client, reading through ``Replies``, so that one deadline holds from the greeting to AUTH."""

    stage: Stage = "connect"
    clock: Clock
    replies: Replies | None = None
    deadline: float
    _heard: socket.socket | None = None

    def getreply(self) -> tuple[int, bytes]:
        """Return the next reply as smtplib wants it."""
        assert self.sock is not None
        if self.replies is None or self._heard is not self.sock:
            if self.replies is not None and self.replies.left_over():
                raise LostError("the server went on in clear after STARTTLS", astray=True)
            self.replies = Replies(self.sock, self.clock, self.deadline)
            self._heard = self.sock
        return self.replies.read()

    def auth(self, mechanism: str, authobject: _Secret, *, initial_response_ok: bool = True) -> tuple[int, bytes]:
        """Log in by ``mechanism``; a refused password ends the login, where smtplib would try it in another way."""
        try:
            return super().auth(mechanism, authobject, initial_response_ok=initial_response_ok)
        except smtplib.SMTPAuthenticationError as refused:
            if refused.smtp_code == 535 and mechanism != "CRAM-MD5":
                raise smtplib.SMTPResponseException(refused.smtp_code, refused.smtp_error) from refused
            raise


class _Implicit(_Dialogue, smtplib.SMTP_SSL):
    """The same over a connection that is TLS from its first byte (RFC 8314)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A connection on which MAIL may be said, and the EHLO keywords (lower case) with their parameters."""

    sock: socket.socket
    replies: Replies
    offers: dict[str, str]


def open_dialogue(server: Server, clock: Clock) -> Opened:
    """Return a connection to ``server`` that is ready for MAIL; a RefusedError or LostError where there is none."""
    kind = _Implicit if server.tls == "implicit" else _Dialogue
    dialogue = kind.__new__(kind)
    dialogue.clock, dialogue.deadline = clock, clock.elapsed() + server.timeout
    try:
        _converse(dialogue, server)
    except BaseException as fault:
        dialogue.close()
        raise _named(fault, dialogue.stage, server) from fault
    assert dialogue.sock is not None
    assert dialogue.replies is not None
    return Opened(sock=dialogue.sock, replies=dialogue.replies, offers=dict(dialogue.esmtp_features))


def _converse(dialogue: _Dialogue, server: Server) -> None:
    """Connect, introduce ourselves, encrypt and log in."""
    name = server.helo or "localhost"
    if isinstance(dialogue, _Implicit):
        _Implicit.__init__(dialogue, server.host, server.port, name, timeout=server.timeout, context=_context(server))
    else:
        _Dialogue.__init__(dialogue, server.host, server.port, name, timeout=server.timeout)
    assert dialogue.sock is not None
    dialogue.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    dialogue.local_hostname = server.helo or _literal(dialogue.sock)
    dialogue.ehlo_or_helo_if_needed()
    if server.tls == "starttls":
        dialogue.stage = "tls"
        dialogue.starttls(context=_context(server))
        dialogue.ehlo_or_helo_if_needed()
    if server.username:
        dialogue.stage = "auth"
        dialogue.login(server.username, server.password)


def _context(server: Server) -> ssl.SSLContext:
    """Return TLS settings that verify the server's certificate and name, unless the workspace says not to."""
    context = ssl.create_default_context(cafile=server.ca_file or None)
    if not server.tls_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _literal(sock: socket.socket) -> str:
    """Return our own address as EHLO wants it where there is no name (RFC 5321, 4.1.3)."""
    address = sock.getsockname()[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _named(fault: BaseException, stage: Stage, server: Server) -> BaseException:
    """Return what a failed opening means: refused, lost, or no fault of the connection's."""
    if isinstance(fault, TimeoutError):
        return LostError("the server did not answer in time", late=True)
    if isinstance(fault, smtplib.SMTPResponseException):
        words = fault.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        return RefusedError(stage, fault.smtp_code, _hidden(text, server))
    if isinstance(fault, smtplib.SMTPServerDisconnected | ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return LostError("the server closed the connection")
    if isinstance(fault, ssl.SSLError):
        return RefusedError("tls", 0, str(getattr(fault, "verify_message", "") or fault.reason or fault))
    if isinstance(fault, smtplib.SMTPException | UnicodeError):
        return RefusedError(stage, 0, _hidden(str(fault), server))
    return LostError(f"no connection: {fault}") if isinstance(fault, OSError) else fault


def _hidden(words: str, server: Server) -> str:
    """Return a server's words without our password: some servers repeat what they did not understand."""
    plain = f"\0{server.username}\0{server.password}"
    for secret in (server.password, plain):
        for form in (secret, b64encode(secret.encode()).decode()):
            words = words.replace(form, "***") if server.password else words
    return words
