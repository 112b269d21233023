"""Cells of a spreadsheet that cannot act as formulas (rule G4), and back."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from itertools import chain
from typing import Any

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


def unguarded(rows: list[Collection[Any]]) -> list[Collection[Any]]:
    """Return the cells of rows, their guarded formulas plain again."""
    with suppress(TypeError):  # a workbook's numbers among them
        if "'" not in "".join(chain.from_iterable(rows)):
            return rows
    return [tuple(plain(cell) if type(cell) is str and cell[:1] == "'" else cell for cell in row) for row in rows]
