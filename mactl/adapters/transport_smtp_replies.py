"""The replies of a mail server, read through one buffer against one deadline."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from mactl.clock import Clock

LONGEST_LINE = 4096  # RFC 5321 allows 512; real servers write more, a hostile one without end
LONGEST_REPLY = 65536
# What a socket that does not wait says where there is nothing to read, or no room to write.
NOT_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_CHUNK = 4096
_T = TypeVar("_T")
_USUAL = re.compile(rb"([2-5]\d\d) ([^\r\n]*)\r\n")  # a whole reply of one line: nearly all of them
# A content accepted, and the envelope behind it: what nearly every group of answers is.
_ALL_WELL = re.compile(rb"(2\d\d) ([^\r\n]*)\r\n(?:2\d\d [^\r\n]*\r\n){2}3\d\d [^\r\n]*\r\n")


class LostError(Exception):
    """The connection is of no more use: closed (by a 421: ``code``), silent for too long (``late``), or ``astray``.

    Astray means that an answer came that nobody asked for: which answer was meant for what, nobody can tell any more,
    so no answer of its group is to be believed.
    """

    def __init__(self, words: str, *, code: int = 0, late: bool = False, astray: bool = False) -> None:
        super().__init__(words)
        self.code, self.late, self.astray = code, late, astray


class Replies:
    """The server's replies, read through one buffer; all replies of one group share one deadline."""

    def __init__(self, sock: socket.socket, clock: Clock, deadline: float) -> None:
        self._sock, self._clock, self._deadline = sock, clock, deadline
        self._buffer, self._at = b"", 0

    def until(self, deadline: float) -> None:
        """Let the replies that follow come until ``deadline``, in the clock's elapsed seconds."""
        self._deadline = deadline

    def left_over(self) -> bytes:
        """Return what was received beyond the replies read so far."""
        return self._buffer[self._at :]

    def all_well(self) -> tuple[int, bytes] | None:
        """Return the reply to a content, where it and the three to an envelope are here, are all there is, and say yes.

        None where they do not, or not yet all of them: nothing is read then.
        """
        if self._at == len(self._buffer):
            self._fill()
        found = _ALL_WELL.fullmatch(self._buffer, self._at)
        if found is None:
            return None
        self._at = len(self._buffer)
        return int(found[1]), found[2]

    def read(self) -> tuple[int, bytes]:
        """Return the next reply: its code, and the words of all its lines."""
        usual = _USUAL.match(self._buffer, self._at)
        if usual is not None:
            self._at = usual.end()
            return int(usual[1]), usual[2]
        line = self._line()
        code, words = _code(line), line[4:]
        size = len(words)
        while line[3:4] == b"-":
            line = self._line()
            size += len(line)
            if _code(line) != code or size > LONGEST_REPLY:
                raise LostError("the server's reply makes no sense")
            words += b"\n" + line[4:]
        return code, words

    def _line(self) -> bytes:
        end = self._buffer.find(b"\n", self._at)
        while end < 0:
            self._fill()
            end = self._buffer.find(b"\n", self._at)
        line = self._buffer[self._at : end]
        self._at = end + 1
        return line.rstrip(b"\r")

    def _fill(self) -> None:
        rest = self._buffer[self._at :]
        if len(rest) > LONGEST_LINE:
            raise LostError("the server's reply has a line without end")
        self._buffer, self._at = rest + receive(self._sock, self._deadline - self._clock.elapsed()), 0


def _code(line: bytes) -> int:
    """Return the three digits that open a reply's line."""
    code = int(line[:3]) if line[:3].isdigit() else 0
    if not 200 <= code < 600 or line[3:4] not in (b" ", b"-", b""):
        raise LostError("the server's reply makes no sense")
    return code


def receive(sock: socket.socket, seconds: float) -> bytes:
    """Return some bytes from ``sock``; no byte within ``seconds``, or the end, is a LostError."""
    if seconds <= 0:
        raise LostError("the server did not answer in time", late=True)
    try:
        data = _taken(sock, seconds)
    except TimeoutError as late:
        raise LostError("the server did not answer in time", late=True) from late
    except OSError as broken:
        raise LostError(f"the connection broke: {broken}") from broken
    if not data:
        raise LostError("the server closed the connection")
    return data


def send(sock: socket.socket, data: bytes, seconds: float) -> None:
    """Write ``data``, waiting at most ``seconds`` where the system does not take all of it at once."""
    rest = _unsent(sock, data) if sock.gettimeout() == 0 else data
    if rest:
        _patiently(sock, seconds, lambda: sock.sendall(rest))


def _unsent(sock: socket.socket, data: bytes) -> bytes:
    """Write what the system takes at once, and return the rest."""
    try:
        return data[sock.send(data) :]
    except NOT_YET:
        return data  # TLS wants the same bytes again


def _taken(sock: socket.socket, seconds: float) -> bytes:
    """Return what has come; only where nothing has is the system asked to wait."""
    if sock.gettimeout() == 0:
        try:
            return sock.recv(_CHUNK)
        except NOT_YET:
            pass
    return _patiently(sock, seconds, lambda: sock.recv(_CHUNK))


def _patiently(sock: socket.socket, seconds: float, call: Callable[[], _T]) -> _T:
    """Return what ``call`` gives while ``sock``, which rests without waiting, waits for ``seconds``."""
    resting = sock.gettimeout()
    sock.settimeout(seconds)
    try:
        return call()
    finally:
        sock.settimeout(resting)
