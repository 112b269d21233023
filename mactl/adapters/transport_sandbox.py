"""The sandbox line: what would have been sent is written below ``data/sandbox/``; nothing leaves this machine."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mactl.adapters.socket import Receipts, Record, SandboxProvider, Wire
from mactl.core.decode.machine import refusal, remedy
from mactl.core.model.message import Outgoing, Receipt
from mactl.errors import MactlError
from mactl.i18n import _

_MAILDIR = ("tmp", "new", "cur")


class SandboxLine:
    """A line that writes each message into a Maildir or onto a file of JSON Lines, at once."""

    def __init__(self, provider: SandboxProvider, folder: Path) -> None:
        self._provider, self._folder = provider, folder
        self._ready: set[str] = set()

    def hand(self, message: Outgoing, wire: Wire) -> Receipts:
        """Write ``message`` down, or return why the real provider would refuse it.

        Raises:
            MactlError: the folder is full, read-only or gone with its workspace; that is not made again.
        """
        refused = self._provider.check(message)
        if refused is not None:
            return ((message.id, refused),)
        record = self._provider.record(message)
        with _naming_faults(self._folder):
            path = self._place(record)
        wire(message.id)
        with _naming_faults(self._folder):
            name = _deliver(path, message, record.data) if record.kind == "maildir" else _append(path, record.data)
        return ((message.id, Receipt(status="sent", provider_id=name)),)

    def drain(self) -> Receipts:
        """Return nothing: every receipt was given at once."""
        return ()

    def close(self) -> None:
        """Nothing is open."""

    def _place(self, record: Record) -> Path:
        """Return where ``record`` goes, below the folder and nowhere else, its folders made."""
        path = self._folder / record.path
        if record.path not in self._ready:
            if not path.resolve().is_relative_to(self._folder.resolve()):
                raise ValueError(f"a sandbox record outside the sandbox: {record.path}")
            self._folder.mkdir(exist_ok=True)
            for folder in [path / part for part in _MAILDIR] if record.kind == "maildir" else [path.parent]:
                folder.mkdir(parents=True, exist_ok=True)
            self._ready.add(record.path)
        return path


@contextmanager
def _naming_faults(folder: Path) -> Iterator[None]:
    """Turn what the machine refuses below ``folder`` during a block into a MactlError."""
    try:
        yield
    except OSError as fault:
        said = _("{file} cannot be written: {fault}", file=str(folder), fault=refusal(fault))
        raise MactlError(said, remedy(fault)) from fault


def _append(path: Path, line: bytes) -> str:
    """Append ``line`` in one write, so that processes writing at once never mix their lines."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        written = os.write(handle, line)
    finally:
        os.close(handle)
    if written < len(line):
        raise OSError(28, "No space left on device", str(path))
    return path.name


def _deliver(folder: Path, message: Outgoing, data: bytes) -> str:
    """Put ``data`` into the Maildir ``folder``: written whole in tmp, then moved to new. The key makes the name."""
    name = f"{message.at // 1000}.{hashlib.blake2b(message.key.encode(), digest_size=12).hexdigest()}.mactl"
    waiting = folder / "tmp" / name
    waiting.write_bytes(data)
    waiting.replace(folder / "new" / name)
    return name
