"""Authored files written back: whole or not at all, as a person would lay them out (rule P2)."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from mactl.core.decode.machine import refusal
from mactl.errors import MactlError
from mactl.i18n import _


def write_list(path: Path, objects: Sequence[Mapping[str, object]]) -> None:
    """Replace the list in ``path`` by ``objects`` (JSON values), atomically; keys keep their order, the file its mode.

    Raises:
        MactlError: the folder cannot be written, or the disk is full; the file is as it was.
    """
    write_whole(path, json.dumps(list(objects), ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n")


def write_where_asked(path: Path, data: bytes) -> None:
    """Do what `write_whole` does where a person named ``path``: every folder above it is made where it is missing.

    Raises:
        MactlError: as `write_whole` does.
    """
    with suppress(OSError):  # said better by what follows
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


def write_whole(path: Path, data: bytes) -> None:
    """Replace what ``path`` holds by ``data``, atomically; the file keeps its mode.

    Its folder is made where it is missing, none above: a workspace that was taken away is not made again.

    Raises:
        MactlError: the folder cannot be written, or the disk is full; the file is as it was.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        _replace(path, data)
    except OSError as fault:
        message = _("{file} cannot be written: {fault}", file=str(path), fault=refusal(fault))
        raise MactlError(message, _("The file is as it was; mend this and run the command again.")) from None


def _replace(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path``, then put it in its place."""
    real = path.resolve()  # a link stays a link
    mode = real.stat().st_mode & 0o7777 if real.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(mode)
        fresh.replace(real)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _sync_folder(real.parent)


def _umask() -> int:
    """Return the mode bits that this process leaves out of new files."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Put the folder's new entry on the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
