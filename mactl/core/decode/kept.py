"""Rows kept as they stood until their chunk is stored, in little room: only refused ones are ever looked at again."""

from __future__ import annotations

import marshal
from collections.abc import Container, Sequence
from typing import Any

import orjson

from mactl.core.decode.row import Batch, Fields


class Kept:
    """The rows of a chunk, packed in a tenth of the room: as their JSON where that is at hand."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._parts: list[tuple[Sequence[int], list[Fields] | _Packed | bytes]] = []

    def add(self, batch: Batch) -> None:
        """Keep rows by their numbers."""
        self._parts.append((batch.numbers, _packed(batch.rows) if batch.texts is None else b"\n".join(batch.texts)))

    def find(self, wanted: Container[int]) -> dict[int, Fields]:
        """Return the rows of the numbers ``wanted``."""
        found: dict[int, Fields] = {}
        for numbers, held in self._parts:
            places = [place for place, number in enumerate(numbers) if number in wanted]
            if not places:
                continue
            if isinstance(held, bytes):
                texts = held.split(b"\n")
                found |= {numbers[place]: orjson.loads(texts[place]) for place in places}
            else:
                rows = held.rows() if isinstance(held, _Packed) else held
                found |= {numbers[place]: rows[place] for place in places}
        return found


class _Packed:
    """Rows in the interpreter's own form, which keeps every number and letter as it was."""

    __slots__ = ("_bytes",)

    def __init__(self, packed: bytes) -> None:
        self._bytes = packed

    def rows(self) -> list[Any]:
        found: list[Any] = marshal.loads(self._bytes)  # noqa: S302 - written by this process
        return found


def _packed(rows: list[Fields]) -> list[Fields] | _Packed:
    """Return rows packed, or as they are where they hold what this form does not: the dates of a workbook."""
    try:
        return _Packed(marshal.dumps(rows))
    except ValueError:
        return rows
