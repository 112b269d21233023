"""Cells of a spreadsheet that cannot act as formulas (rule G4), and back."""

from __future__ import annotations

import re

_SIGNS = ("=", "@", "+", "-", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-][\d.,]+%?").fullmatch


def safe(value: object) -> object:
    """Return a cell's value; a text that a spreadsheet would calculate has an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_SIGNS) and not _NUMBER(value):
        return "'" + value
    return value


def plain(value: object) -> object:
    """Return what a cell made by `safe` stood for."""
    if isinstance(value, str) and value[:1] == "'" and value[1:].startswith(_SIGNS):
        return value[1:]
    return value
