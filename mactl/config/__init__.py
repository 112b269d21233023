"""The only reader of ``config.json``: where the workspace is, what it says, and its secrets."""

from __future__ import annotations

from mactl.config.load import load
from mactl.config.place import FILE, find
from mactl.config.vault import Secret, reveal

__all__ = ["FILE", "Secret", "find", "load", "reveal"]
