"""The wire journal: a small append-only file that says what was on the wire when a run died (rule M3).

Lines are ``w ID`` (its content is about to leave), ``a ID {receipt}`` (its answer came) and ``c ID`` (it is claimed for
another try: what was said of it before is past). Writing goes straight to the operating system, without waiting for the
disk: the journal outlives a killed process, and after a restart of the machine it is not asked. The file is locked as
long as its run lives, so a free lock means a dead run.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mactl.core.model.message import Receipt
from mactl.store.locks import FileLock


class WireJournal:
    """The journal of one living run."""

    def __init__(self, path: Path) -> None:
        """Create the journal at ``path`` and hold its lock."""
        self.path = path
        self._lock = FileLock(path)
        self._lock.acquire()
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def on_wire(self, message: int, answers: Iterable[tuple[int, Receipt]] = ()) -> None:
        """Note, in one write, the ``answers`` that came before and that a content is about to leave."""
        self._note(b"%bw %d\n" % (b"".join([_answer(*answer) for answer in answers]), message))

    def answered(self, message: int, receipt: Receipt) -> None:
        """Note the answer that came for ``message``."""
        self._note(_answer(message, receipt))

    def claimed_again(self, message: int) -> None:
        """Note that ``message`` is about to be claimed for another try."""
        self._note(b"c %d\n" % message)

    def remove(self) -> None:
        """End the journal: everything it says is in the database."""
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let go of the journal and leave it to whoever settles what it says."""
        os.close(self._handle)
        self._lock.release()

    def _note(self, line: bytes) -> None:
        """Append ``line``; a disk that takes only a part of it is an error before the message leaves."""
        if os.write(self._handle, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))


def _answer(message: int, receipt: Receipt) -> bytes:
    if receipt.status == "sent" and not receipt.provider_id:
        return b"a %d\n" % message
    return f"a {message} {json.dumps(dataclasses.asdict(receipt))}\n".encode()


@dataclass(slots=True)
class Told:
    """What a journal says: which messages went on the wire, which answers came, and whether all of it can be read."""

    wired: set[int] = field(default_factory=set)
    answers: dict[int, Receipt] = field(default_factory=dict)
    whole: bool = True


def is_alive(path: Path) -> bool:
    """Return whether the run that writes the journal at ``path`` still lives."""
    if not path.exists():
        return False
    lock = FileLock(path)
    free = lock.acquire()
    lock.release()
    return not free


def read(path: Path) -> Told:
    """Return what the journal at ``path`` says; a torn last line is left out.

    One that is not there, or has a line torn in its midst, is not whole: then nothing may be taken as never sent.
    """
    told = Told()
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return Told(whole=False)
    for line in lines:
        try:
            _take(told, *line.split(b" ", 2))
        except (ValueError, TypeError):
            told.whole = False
    return told


def _take(told: Told, kind: bytes, number: bytes, receipt: bytes = b"") -> None:
    message = int(number)
    if kind == b"a":
        told.answers[message] = Receipt(**json.loads(receipt)) if receipt else Receipt(status="sent")
        return
    told.answers.pop(message, None)  # of an earlier try: this one is open again
    if kind == b"w":
        told.wired.add(message)
    elif kind == b"c":
        told.wired.discard(message)
    else:
        raise ValueError(kind)
