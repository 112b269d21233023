"""What knows a customer's row again: its id, and a digest of what it said."""

from __future__ import annotations

from hashlib import blake2b
from struct import unpack
from typing import Any

import orjson

from mactl.core.decode.labels import name_of
from mactl.core.decode.row import Batch, Fields
from mactl.errors import MactlError


class Marker:
    """Gives rows their digests. ``meaning`` is what they are read by: the same row read otherwise is another."""

    def __init__(self, meaning: str) -> None:
        self._begun = blake2b(meaning.encode(), digest_size=8)

    def marks(self, batch: Batch) -> list[int]:
        """Return the marks of rows."""
        if batch.texts is None:
            return [self.mark(row) for row in batch.rows]
        begun, found = self._begun.copy, []
        for text in batch.texts:
            one = begun()
            one.update(text)
            found.append(one.digest())
        return list(unpack(f">{len(found)}q", b"".join(found)))

    def mark(self, row: Fields) -> int:
        """Return 64 bits that stand for a row as it was written, to know an unchanged one again."""
        try:
            data = orjson.dumps(row)
        except TypeError:  # whole numbers beyond 64 bits, broken letters
            data = repr(row).encode("utf-8", "replace")
        found = self._begun.copy()
        found.update(data)
        return int.from_bytes(found.digest(), "big", signed=True)


def key(found: Any) -> str | None:
    """Return the id that a row gives its customer as text, None where it gives none that can be read."""
    if type(found) is str and found.isprintable() and found.strip() == found:
        return found or None
    try:
        return name_of(found)
    except MactlError:
        return None
