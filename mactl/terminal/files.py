"""Writing what was asked into a file: replaced whole, never half written (P2)."""

from __future__ import annotations

from pathlib import Path

from mactl.authored.writing import write_whole

_BOM = "\ufeff"  # without it Excel reads a CSV file in the machine's old code page


def replace(path: Path, content: str | bytes, *, excel: bool = False) -> None:
    """Put ``content`` at ``path``, or raise MactlError; ``excel`` marks text as UTF-8 for that program."""
    write_whole(
        path, content if isinstance(content, bytes) else ((_BOM if excel else "") + content).encode("utf-8", "replace")
    )
