"""Writing what was asked into a file: replaced whole, never half written (P2)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from mactl.errors import MactlError
from mactl.i18n import _

_BOM = "\ufeff"  # without it Excel reads a CSV file in the machine's old code page


def replace(path: Path, content: str | bytes, *, excel: bool = False) -> None:
    """Put ``content`` at ``path``, or raise MactlError; ``excel`` marks text as UTF-8 for that program."""
    data = content if isinstance(content, bytes) else ((_BOM if excel else "") + content).encode("utf-8", "replace")
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as fault:
        with suppress(OSError):
            partial.unlink()
        raise MactlError(
            _("{path} cannot be written: {fault}", path=path, fault=fault.strerror),
            _("check that the folder exists, that there is room, and that you may write to it"),
        ) from fault
