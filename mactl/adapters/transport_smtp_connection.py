"""One open connection to a mail server: groups of commands go out in one write, their answers come in as one group.

A group is what must go first (a letter's content, RSET, the lone dot, or nothing) and one envelope: MAIL, RCPT, DATA
(RFC 2920). Where the server lacks PIPELINING, the envelope waits until the answers are asked for and goes command by
command. Nothing here raises: a lost connection is part of the answers.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field

from mactl.adapters.socket import Letter, Server
from mactl.adapters.transport_smtp_opening import open_dialogue
from mactl.adapters.transport_smtp_replies import NOT_YET, LostError, send
from mactl.clock import Clock

POLITE = 1.0  # seconds that the answer to QUIT may take

Reply = tuple[int, bytes]


@dataclass(slots=True)
class Answers:
    """What the server said of one group: to what went first, to each command of the envelope, and how it was lost.

    Where ``all_well``, it accepted both, and its words to the envelope are of no interest.
    """

    first: Reply | None = None
    envelope: list[Reply] = field(default_factory=list)
    lost: LostError | None = None
    all_well: bool = False


class Connection:
    """An open connection to ``server``; opening it raises RefusedError or LostError."""

    def __init__(self, server: Server, clock: Clock) -> None:
        opened = open_dialogue(server, clock)
        self._sock, self._replies, self._clock, self._timeout = opened.sock, opened.replies, clock, server.timeout
        self._pipelining = "pipelining" in opened.offers
        self._first = self._midway = False
        self._letter: Letter | None = None
        self._lost: LostError | None = None
        self.knows_utf8 = "smtputf8" in opened.offers
        self.takes_eight_bit = "8bitmime" in opened.offers
        self.largest = int(opened.offers["size"]) if opened.offers.get("size", "").isdigit() else 0
        self.taken = 0  # letters offered on this connection
        self._sock.settimeout(0)  # from here on it is waited for only where it must be

    @property
    def quiet(self) -> bool:
        """Whether no answer is outstanding and no content awaited."""
        return not self._first and self._letter is None and not self._midway

    def begin(self, first: bytes, letter: Letter | None) -> None:
        """Send ``first``, then the envelope of ``letter``, in one write where the server can take it so."""
        self._first, self._letter, self._midway = bool(first), letter, False
        if letter is not None:
            self.taken += 1
            if self._pipelining:
                first += b"".join(envelope(letter))
        if first:
            self._send(first)

    def answers(self) -> Answers:
        """Wait for the answers of the group begun last, at most the timeout for all of them together."""
        answers, letter = Answers(), self._letter
        try:
            self._replies.until(self._clock.elapsed() + self._timeout)
            if self._first and letter is not None and self._pipelining and self._lost is None:
                answers.first = self._replies.all_well()
            if answers.first is not None:
                self._first, self._letter, self._midway, answers.all_well = False, None, True, True
                return answers
            if self._first:
                answers.first = self._read()
                _require_open(answers.first)
                _require_turn(answers.first, 2)
            if letter is not None:
                self._read_envelope(letter, answers.envelope)
            self._require_silence()
        except LostError as lost:
            answers.lost = self._lost = self._lost or lost
        self._first, self._letter = False, None
        self._midway = bool(answers.envelope) and answers.envelope[-1][0] == 354
        return answers

    def _read_envelope(self, letter: Letter, found: list[Reply]) -> None:
        for hundreds, command in zip((2, 2, 3), (b"", b"", b"") if self._pipelining else envelope(letter), strict=True):
            if not self._pipelining:
                if found and found[-1][0] >= 400:
                    return
                self._send(command)
            found.append(self._read())
            _require_open(found[-1])
            _require_turn(found[-1], hundreds)

    def _require_silence(self) -> None:
        rest = self._replies.left_over()
        if rest.startswith(b"421"):
            raise LostError("the server is closing", code=421)
        if rest:
            raise LostError("the server answered what was not asked", astray=True)

    def _read(self) -> Reply:
        if self._lost and self._lost.late:
            raise self._lost
        return self._replies.read()

    def _send(self, data: bytes) -> None:
        """Write ``data``; a failure is kept for ``answers``, since the server may have said why before it left."""
        try:
            send(self._sock, data, self._timeout)
        except TimeoutError:
            self._lost = LostError("the server did not take the message in time", late=True)
        except OSError as broken:
            self._lost = LostError(f"the connection broke: {broken}")

    def alive(self) -> bool:
        """Whether the connection, while quiet, is still open and the server has said nothing out of the blue."""
        try:
            self._sock.recv(1)
        except NOT_YET:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """End the connection, with QUIT where no answer is outstanding."""
        with contextlib.suppress(OSError, LostError):
            if self.quiet and self._lost is None:
                send(self._sock, b"QUIT\r\n", POLITE)
                self._replies.until(self._clock.elapsed() + POLITE)
                self._replies.read()
        self._sock.close()


def envelope(letter: Letter) -> tuple[bytes, bytes, bytes]:
    """Return the three commands that offer ``letter``."""
    wanted = (b" BODY=8BITMIME" if letter.eight_bit else b"") + (b" SMTPUTF8" if letter.utf8 else b"")
    return (
        b"MAIL FROM:<%b>%b\r\n" % (letter.sender.encode(), wanted),
        b"RCPT TO:<%b>\r\n" % letter.recipient.encode(),
        b"DATA\r\n",
    )


def _require_open(reply: Reply) -> None:
    """Raise LostError at a 421: the server closes the connection after it (RFC 5321, 3.8)."""
    if reply[0] == 421:
        raise LostError(reply[1].decode("utf-8", "replace"), code=421)


def _require_turn(reply: Reply, hundreds: int) -> None:
    """Raise LostError at an answer that is neither a refusal nor of the ``hundreds`` expected here."""
    if reply[0] < 400 and reply[0] // 100 != hundreds:
        raise LostError("the server answers out of turn", astray=True)
