"""Locks that the operating system lets go of when their holder dies, however it dies (rule P1)."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self


class FileLock:
    """An exclusive lock on a file, held by this process until ``release`` or its end; the file says who holds it."""

    def __init__(self, path: Path) -> None:
        """Name the lock; nothing is held yet."""
        self.path = path
        self._handle: int | None = None

    def acquire(self, note: str = "") -> bool:
        """Take the lock without waiting and write ``note`` into its file; return whether it was free."""
        self.path.parent.mkdir(exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        if not _lock(handle):
            os.close(handle)
            return False
        self._handle = handle
        if note:
            with suppress(OSError):  # a full disk: it is held all the same, only nobody reads by whom
                os.ftruncate(handle, 0)
                os.pwrite(handle, note.encode(), 0)
        return True

    def holder(self) -> str:
        """Return the note of whoever holds the lock, as far as it can be read."""
        try:
            return self.path.read_text("utf-8").strip()
        except OSError:
            return ""

    def release(self) -> None:
        """Let go of the lock; its file stays, for removing it would let two hold it at once."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        """Return this lock, held or not."""
        return self

    def __exit__(self, *_exc: object) -> None:
        """Let go."""
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            os.lseek(handle, 1 << 30, os.SEEK_SET)  # past the note, which others must be able to read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def boot_id() -> str:
    """Return a name for this run of the machine: another after each restart; "" where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
