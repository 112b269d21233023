"""Whether a database is the one that it was: a restored or copied one would send again what was sent already (P3).

Two marks must be right. Its file is the one that it was (a copy, or another moved into its place, has another number).
And it knows the last life that was begun with it: each command that sends draws a token and writes it into the database
and into ``mactl.life`` beside it, so that a backup written over the file itself is found to be behind.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from mactl.clock import token
from mactl.core.decode.machine import refusal, remedy
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store.database import Database


def claim(database: Database) -> None:
    """Make sure that this database is the one it was, then begin a life with it; it may send after this.

    Raises:
        MactlError: it was restored or copied.
    """
    with database.transaction():
        require(database)
        _begin(database)
    _settle(database)


def require(database: Database) -> None:
    """Raise MactlError where this database was restored or copied."""
    if not _is_same(database):
        raise MactlError(
            _("{path} is a restored or copied database: it sends nothing until you say so", path=database.path),
            _("run mactl doctor --adopt once you are sure that no other copy of it sends"),
        )


def adopt(database: Database) -> None:
    """Let a restored or copied database send from now on."""
    with database.transaction():
        _begin(database)
    _settle(database)


def _is_same(database: Database) -> bool:
    home, lives = database.fact("home"), _lives(database)
    if home is None:
        return not lives  # a new one; or an early backup, where another has lived already
    return home == _number(database) and (database.fact("life") or "") in (lives or [""])


def _begin(database: Database) -> None:
    """Write a new life down, the file first: killed in between, the life before is still known in both places."""
    known, life = database.fact("life"), token(8)
    _write(database, [one for one in (known, life) if one])
    database.set_fact("home", _number(database))
    database.set_fact("life", life)


def _settle(database: Database) -> None:
    """Leave the file with the life that the database has, under its write lock, so that lives begun at once agree."""
    with database.transaction():
        _write(database, [str(database.fact("life"))])


def _number(database: Database) -> str:
    return str(database.path.stat().st_ino)


def _file(database: Database) -> Path:
    return database.path.with_suffix(".life")


def _lives(database: Database) -> list[str]:
    try:
        return _file(database).read_text("ascii").split()
    except FileNotFoundError:
        return []


def _write(database: Database, lives: list[str]) -> None:
    path = _file(database)
    partial = path.with_suffix(".life.partial")
    try:
        with partial.open("w", encoding="ascii") as file:
            file.write("\n".join(lives) + "\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as fault:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        message = _("{file} cannot be written: {fault}", file=str(path), fault=refusal(fault))
        raise MactlError(message, remedy(fault)) from fault
