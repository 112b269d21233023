"""The SMTP line: one blocking, pipelined connection whose rhythm lets the caller render while the server answers.

``hand(n+1)`` reads what the server said of letter n-1's content and of letter n's envelope, then writes the content of
n and the envelope of n+1 at once. So the content of at most one letter is on the wire unanswered, and the answer is
awaited only after the caller has rendered the next message. What is lost is told apart: before a content's first byte
the letter is offered once more on a new connection, after it the outcome is ``unknown`` (M3).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from mactl.adapters.socket import Heard, Letter, MailProvider, Receipts, Stage, Wire
from mactl.adapters.transport_smtp_connection import Answers, Connection, Reply
from mactl.adapters.transport_smtp_opening import RefusedError
from mactl.adapters.transport_smtp_replies import LostError
from mactl.clock import Clock
from mactl.core.model.message import Outgoing, Receipt

LONE_DOT = b".\r\n"  # ends the content that a server asks for although it refused the recipient (RFC 2920, 3.1)
RSET = b"RSET\r\n"
REST = 5.0  # seconds before a server that could not be reached is tried again
_COMMANDS: tuple[Stage, Stage, Stage] = ("mail", "rcpt", "data")
_Found = list[tuple[int, Receipt]]


@dataclass(slots=True)
class _Held:
    """A letter whose envelope is offered and whose content waits here, and the message that it was made of."""

    id: int
    message: Outgoing
    letter: Letter
    wire: Wire


class SmtpLine:
    """A line to the server of ``provider``; it connects when the first message comes."""

    def __init__(self, provider: MailProvider, clock: Clock, heard: Heard) -> None:
        self._provider, self._clock, self._server, self._heard = provider, clock, provider.server, heard
        self._connection: Connection | None = None
        self._held: _Held | None = None
        self._owed: int | None = None  # the message whose content is on the wire, unanswered
        self._shut: tuple[float, Receipt] | None = None  # until when no connection is tried, and what to say

    def hand(self, message: Outgoing, wire: Wire) -> Receipts:
        """Take ``message``; its content leaves with the next call, its receipt comes with the one after."""
        refused = self._provider.check(message)
        if refused is not None:
            return [*self.drain(), (message.id, refused)]
        if self._connection is None and (refused := self._connect()):
            return [(message.id, refused)]
        assert self._connection is not None
        letter = self._provider.letter(message, eight_bit=self._connection.takes_eight_bit)
        found: _Found = []
        self._advance(_Held(message.id, message, letter, wire), found)
        return found

    def drain(self) -> Receipts:
        """Send what is held and wait for every answer."""
        found: _Found = []
        while self._held or (self._connection and not self._connection.quiet):
            self._advance(None, found)
        return found

    def close(self) -> None:
        """End the connection; a letter still held has not left."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._held = self._owed = None

    def _advance(self, new: _Held | None, found: _Found) -> None:
        """Settle what is outstanding, then send the content held and, with it, the envelope of ``new``."""
        held, self._held = self._held, None
        accepted, first = self._settle(held, found)
        if new and self._connection and self._connection.taken >= self._server.messages_per_connection:
            self._begin(accepted, first, None, found)
            self._settle(None, found)
            self.close()
            accepted, first = None, b""
        if new and not self._ready(new, found, idle=not (accepted or first)):
            new = None
        self._begin(accepted, first, new, found)
        self._held = new

    def _begin(self, accepted: _Held | None, first: bytes, new: _Held | None, found: _Found) -> None:
        """Write the content of ``accepted`` (or ``first``) and the envelope of ``new``."""
        if self._connection is None:
            return
        if accepted is not None:
            for message, receipt in found:
                self._heard(message, receipt)
            accepted.wire(accepted.id)
            self._owed, first = accepted.id, accepted.letter.data
        self._connection.begin(first, new.letter if new else None)

    def _settle(self, held: _Held | None, found: _Found) -> tuple[_Held | None, bytes]:
        """Read what is outstanding; return ``held`` if its content may go, else what must be sent instead of it."""
        if self._connection is None or self._connection.quiet:
            return None, b""
        answers = self._connection.answers()
        reached = self._owed is None or answers.first is not None  # did the server come to the envelope at all?
        self._settle_owed(answers, found)
        if answers.lost:
            self.close()
        if held is None or answers.all_well:
            return held, b""
        if answers.lost is None or _refusal(answers):
            return self._judge(held, answers, found)
        if answers.lost.late and reached:
            found.append((held.id, _lost(answers.lost)))  # a server that is silent to an envelope is not asked again
            return None, b""
        return self._offer_again(held, found)

    def _judge(self, held: _Held, answers: Answers, found: _Found) -> tuple[_Held | None, bytes]:
        """Return ``held`` if its envelope was accepted; else add its receipt and return what ends the transaction."""
        refusal = _refusal(answers)
        if not refusal:
            return held, b""
        found.append((held.id, self._read(*refusal)))
        if answers.lost:
            return None, b""
        return None, LONE_DOT if answers.envelope[-1][0] == 354 else RSET

    def _settle_owed(self, answers: Answers, found: _Found) -> None:
        """Add the receipt of the message whose content was on the wire."""
        if self._owed is None:
            return
        if answers.first is None or (answers.lost and answers.lost.astray):
            receipt = Receipt(status="unknown", detail=str(answers.lost))
        else:
            receipt = self._read("body", answers.first)
        found.append((self._owed, receipt))
        self._owed = None

    def _offer_again(self, held: _Held, found: _Found) -> tuple[_Held | None, bytes]:
        """Offer ``held`` once more, on a new connection, and judge the answers."""
        if not self._ready(held, found, idle=False):
            return None, b""
        assert self._connection is not None
        self._connection.begin(b"", held.letter)
        answers = self._connection.answers()
        if answers.lost:
            self.close()
            if not _refusal(answers):
                found.append((held.id, _lost(answers.lost)))
                return None, b""
        return self._judge(held, answers, found)

    def _ready(self, new: _Held, found: _Found, *, idle: bool) -> bool:
        """Whether there is a connection that can take ``new``; where not, its receipt is added."""
        if idle and self._connection and not self._connection.alive():
            self.close()
        refused = None if self._connection else self._connect()
        if refused is None and self._connection is not None:
            if new.letter.eight_bit and not self._connection.takes_eight_bit:
                new.letter = self._provider.letter(new.message)
            refused = self._unfit(new.letter, self._connection)
        if refused is not None:
            found.append((new.id, refused))
        return refused is None

    def _unfit(self, letter: Letter, connection: Connection) -> Receipt | None:
        """Return why the server could not take ``letter`` at all, from what it said in answer to EHLO."""
        if letter.utf8 and not connection.knows_utf8:
            return self._provider.receipt("rcpt", 553, "5.6.7 the server takes no addresses outside ASCII")
        if 0 < connection.largest < len(letter.data):
            return self._provider.receipt("mail", 552, f"5.3.4 the server takes {connection.largest} bytes at most")
        return None

    def _connect(self) -> Receipt | None:
        """Open a connection; return why there is none. A server that refused us for good is not asked again."""
        now = self._clock.elapsed()
        if self._shut is not None and now < self._shut[0]:
            return self._shut[1]
        try:
            self._connection = Connection(self._server, self._clock)
        except RefusedError as refused:
            receipt = self._provider.receipt(refused.stage, refused.code, str(refused))
        except LostError as lost:
            receipt = _lost(lost)
        else:
            return None
        rest = inf if receipt.error == "halt" else REST
        self._shut = (self._clock.elapsed() + rest, receipt)
        return receipt

    def _read(self, stage: Stage, reply: Reply) -> Receipt:
        return self._provider.receipt(stage, reply[0], reply[1].decode("utf-8", "replace"))


def _refusal(answers: Answers) -> tuple[Stage, Reply] | None:
    """Return the first command of the envelope that was refused, and the answer; a 421 refuses nobody."""
    if answers.lost and answers.lost.astray:
        return None
    for stage, reply in zip(_COMMANDS, answers.envelope, strict=False):
        if reply[0] >= 400 and reply[0] != 421:
            return stage, reply
    return None


def _lost(lost: LostError) -> Receipt:
    """Return the receipt of a message whose content never left: another day it may."""
    return Receipt(status="error", error="retry", code=str(lost.code or ""), detail=str(lost))
