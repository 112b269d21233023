"""What SQLite says of disks, locks and damage, turned into errors that an operator understands (P2).

Only what the machine did is turned. A statement that is wrong in itself, or a broken uniqueness, stays what SQLite
raised: it is a mistake of this program, or somebody's business who catches it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mactl.errors import MactlError
from mactl.i18n import _

_CODE = 0xFF  # the primary code of an extended one (https://sqlite.org/rescode.html)
_FULL = {sqlite3.SQLITE_FULL}
_READONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_DISK = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_NOLFS}


@contextmanager
def naming_faults(path: Path) -> Iterator[None]:
    """Turn what the machine did to the database at ``path`` during a block into a MactlError."""
    try:
        yield
    except sqlite3.Error as fault:
        named = of(fault, path)
        if named is None:
            raise
        raise named from fault


def of(fault: sqlite3.Error, path: Path) -> MactlError | None:
    """Return what a fault is to an operator; None for a mistake of the program."""
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _CODE
    if code in _FULL:
        return MactlError(
            _("the disk is full: {path} could not be written", path=path), _("free some space, run again")
        )
    if code in _READONLY:
        return MactlError(
            _("{path} cannot be written", path=path), _("check that the folder exists and that you may write to it")
        )
    if code in _HELD:
        return MactlError(
            _("{path} is held by another process", path=path), _("wait for it to end, then run the command again")
        )
    if code in _DAMAGED:
        return MactlError(
            _("{path} is damaged, or no database of mactl", path=path),
            _("restore the last backup (mactl backup makes one), then run mactl doctor"),
        )
    if code in _DISK:
        return MactlError(
            _("the machine failed at {path}", path=path),
            _("check the disk's space, quota and health, then run the command again: what was committed is there"),
        )
    return None
