"""Rows kept as they stood until their chunk is stored, in little room: only refused ones are ever looked at again."""

from __future__ import annotations

from collections.abc import Container, Sequence

import orjson

from mactl.core.decode.row import Batch, Fields


class Kept:
    """The rows of a chunk; where their JSON is at hand, that is kept, in a tenth of the room."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._parts: list[tuple[Sequence[int], list[Fields] | bytes]] = []

    def add(self, batch: Batch) -> None:
        """Keep rows by their numbers."""
        self._parts.append((batch.numbers, batch.rows if batch.texts is None else b"\n".join(batch.texts)))

    def find(self, wanted: Container[int]) -> dict[int, Fields]:
        """Return the rows of the numbers ``wanted``."""
        found: dict[int, Fields] = {}
        for numbers, held in self._parts:
            places = [place for place, number in enumerate(numbers) if number in wanted]
            if isinstance(held, list):
                found |= {numbers[place]: held[place] for place in places}
            elif places:
                texts = held.split(b"\n")
                found |= {numbers[place]: orjson.loads(texts[place]) for place in places}
        return found
