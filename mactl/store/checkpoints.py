"""Checkpoints beside a load: what it has committed goes from the log into the database while it writes on.

A checkpoint waits for the disk twice, and reads and writes every page once more. A load that did this itself would
stand still meanwhile; here a thread does, through a connection of its own. SQLite lets both work at once.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

_NICE = 10  # the load goes first: its log may wait
PATIENCE = 3  # transactions that wait for a checkpoint: pages that several of them wrote go into the database once


class Checkpoints:
    """A thread that moves the log of the database at ``path`` whenever more was committed than `PATIENCE` allows."""

    def __init__(self, path: Path) -> None:
        """Do nothing yet: the thread starts once the load turns out to be a long one."""
        self._path = path
        self._commits = 0
        self._thread: Thread | None = None
        self._wake, self._stopped = Event(), Event()

    def committed(self) -> None:
        """Tell that a transaction was committed."""
        self._commits += 1
        if self._commits % (PATIENCE + 1):
            return
        if self._thread is None:
            self._thread = Thread(target=self._work, name="checkpoints", daemon=True)
            self._thread.start()
        self._wake.set()

    def stop(self) -> None:
        """Wait until the checkpoint under way has ended, and begin none any more."""
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        if sys.platform == "linux":  # where a thread is nice by itself; elsewhere its whole process would be
            os.nice(_NICE)
        # What fails here (a full disk) is told by the load's own connection, which writes to the same disk.
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._path, isolation_level=None)) as sql:
            while self._wake.wait() and not self._stopped.is_set():
                self._wake.clear()
                sql.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
