"""The wire journal: a small append-only file that says what was on the wire when a run died (rule M3).

Lines are ``w ID`` (its content is about to leave) and ``a ID {receipt}`` (its answer came). Writing goes straight to
the operating system, without waiting for the disk: the journal outlives a killed process, and after a restart of the
machine it is not asked. The file is locked as long as its run lives, so a free lock means a dead run.
"""

from __future__ import annotations

import dataclasses
import json
import os
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

    def on_wire(self, message: int) -> None:
        """Note that the content of ``message`` is about to leave."""
        os.write(self._handle, b"w %d\n" % message)

    def answered(self, message: int, receipt: Receipt) -> None:
        """Note the answer that came for ``message``."""
        if receipt.status == "sent" and not receipt.provider_id:
            os.write(self._handle, b"a %d\n" % message)
        else:
            os.write(self._handle, f"a {message} {json.dumps(dataclasses.asdict(receipt))}\n".encode())

    def remove(self) -> None:
        """End the journal: everything it says is in the database."""
        os.close(self._handle)
        self.path.unlink(missing_ok=True)
        self._lock.release()


def is_alive(path: Path) -> bool:
    """Return whether the run that writes the journal at ``path`` still lives."""
    if not path.exists():
        return False
    lock = FileLock(path)
    free = lock.acquire()
    lock.release()
    return not free


def read(path: Path) -> tuple[set[int], dict[int, Receipt]]:
    """Return the messages that went on the wire, and the answers that came; a torn last line is left out."""
    wired: set[int] = set()
    answers: dict[int, Receipt] = {}
    if not path.exists():
        return wired, answers
    for line in path.read_bytes().split(b"\n")[:-1]:
        kind, number, *rest = line.split(b" ", 2)
        if kind == b"w":
            wired.add(int(number))
            answers.pop(int(number), None)  # of an earlier try: this one is open again
        elif rest:
            answers[int(number)] = Receipt(**json.loads(rest[0]))
        else:
            answers[int(number)] = Receipt(status="sent")
    return wired, answers
