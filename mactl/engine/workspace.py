"""A workspace at work: its folder, its settings, its clock, and who works in it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mactl.clock import Clock, token
from mactl.core.model.config import Config
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store.database import Database

KEY_BYTES = 32


def warn(sentence: str) -> None:
    """Warn the program that uses mactl as a library."""
    warnings.warn(sentence, stacklevel=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What every leg of the path is given.

    ``who`` answers for what is decided (G2). ``notice`` is told what a person should know beside the answer.
    """

    folder: Path
    config: Config
    clock: Clock
    who: str = ""
    notice: Callable[[str], None] = warn
    reveal: Callable[[Mapping[str, object]], Mapping[str, Any]] = dict  # reads the secrets that settings name

    @property
    def data(self) -> Path:
        """Return the folder of data files."""
        return self.folder / "data"

    @property
    def database_path(self) -> Path:
        """Return where the database is."""
        return self.data / "mactl.db"

    @property
    def sandbox(self) -> Path:
        """Return where sandbox providers write."""
        return self.data / "sandbox"

    @property
    def zone(self) -> str:
        """Return the workspace's time zone."""
        return self.config.workspace.time_zone

    def template_roots(self) -> list[Path]:
        """Return the folders of templates, the workspace's own first, then those it extends."""
        roots = [self.folder / "templates"]
        if self.config.extends:
            roots.append((self.folder / self.config.extends / "templates").resolve())
        return roots

    def open(self) -> Database:
        """Open the database, creating it; the caller closes it."""
        self.data.mkdir(parents=True, exist_ok=True)
        return Database(self.database_path)

    def link_key(self) -> bytes:
        """Return the key that signs links, made once, in a 0600 file beside the database (G4)."""
        path = self.data / "mactl.key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return bytes.fromhex(path.read_text("ascii").strip())
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(token(KEY_BYTES))
        return self.link_key()


def claim_home(database: Database) -> None:
    """Make sure that this database is the one it was, not a restored or copied one (P3); it may send then."""
    home = str(database.path.stat().st_ino)
    known = database.fact("home")
    if known is None:
        with database.transaction():
            database.set_fact("home", home)
    elif known != home:
        raise MactlError(
            _("{path} is a restored or copied database: it sends nothing until you say so", path=database.path),
            _("run mactl doctor --adopt once you are sure that no other copy of it sends"),
        )


def adopt(database: Database) -> None:
    """Let a restored or copied database send from now on."""
    with database.transaction():
        database.set_fact("home", str(database.path.stat().st_ino))
