"""A workspace at work: its folder, its settings, its clock, and who works in it."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mactl.clock import Clock, token
from mactl.core.decode.machine import refusal, remedy
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

    @property
    def folders(self) -> list[Path]:
        """Return the workspace's folder, then the one that it extends, if any."""
        extends = self.config.extends
        return [self.folder, *([(self.folder / extends).resolve()] if extends else [])]

    def template_roots(self) -> list[Path]:
        """Return the folders of templates, the workspace's own first, then those it extends."""
        return [folder / "templates" for folder in self.folders]

    def open(self) -> Database:
        """Open the database, creating it; the caller closes it. That an older one is copied and changed is a notice."""
        self.made()
        return Database(self.database_path, self._upgrading)

    def _upgrading(self, copy: Path) -> None:
        self.notice(
            _(
                "the database is brought forward to this version of mactl; {file} keeps it as it was: delete it once"
                " you are content, it holds customers",
                file=f"data/{copy.name}",
            )
        )

    def made(self) -> Path:
        """Return the data folder, made where it is missing; a workspace that was taken away is not made again.

        Raises:
            MactlError: the workspace's folder is gone, or may not be written.
        """
        try:
            self.data.mkdir(exist_ok=True)
        except OSError as fault:
            message = _("{file} cannot be written: {fault}", file=str(self.data), fault=refusal(fault))
            raise MactlError(message, _("Check the path.")) from None
        return self.data

    def link_key(self) -> bytes:
        """Return the key that signs links, made once, in a 0600 file beside the database (G4)."""
        path = self.data / "mactl.key"
        if not path.exists():
            try:
                _make_key(path)
            except OSError as fault:
                message = _("{file} cannot be written: {fault}", file=str(path), fault=refusal(fault))
                raise MactlError(message, remedy(fault)) from fault
        text = path.read_text("ascii", "replace").strip()
        if re.fullmatch(f"[0-9a-f]{{{2 * KEY_BYTES}}}", text):
            return bytes.fromhex(text)
        raise MactlError(
            _("{path} is not a key that this program made", path=path),
            _("restore it from a backup; without it the links of messages sent lead nowhere (remove it to begin anew)"),
        )


def _make_key(path: Path) -> None:
    """Write a fresh key, whole or not at all; of several processes that try at once, the first one's stands."""
    partial = path.with_name(f"{path.name}.{token(4)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(token(KEY_BYTES))
        with suppress(FileExistsError):
            os.link(partial, path)
    finally:
        partial.unlink()
