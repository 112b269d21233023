"""What knows a customer's row again: its id, and a digest of what it said."""

from __future__ import annotations

from hashlib import blake2b
from itertools import repeat
from struct import unpack
from typing import Any

import orjson
from xxhash import xxh3_64_digest, xxh3_64_intdigest

from mactl.core.decode.labels import name_of
from mactl.core.decode.row import Batch, Fields
from mactl.errors import MactlError


class Marker:
    """Gives rows their digests. ``meaning`` is what they are read by: the same row read otherwise is another.

    A digest only says whether a row still says what it said, and whoever could make two rows alike writes both; so it
    is the fastest that spreads well (XXH3), and no cryptographic one.
    """

    def __init__(self, meaning: str) -> None:
        self._meaning = meaning
        self._seed = xxh3_64_intdigest(meaning.encode())

    def marks(self, batch: Batch) -> list[int]:
        """Return the marks of rows."""
        if batch.texts is None:
            return [self.mark(row) for row in batch.rows]
        found = b"".join(map(xxh3_64_digest, batch.texts, repeat(self._seed)))
        return list(unpack(f">{len(batch.texts)}q", found))

    def mark(self, row: Fields) -> int:
        """Return 64 bits that stand for a row as it was written, to know an unchanged one again."""
        return int.from_bytes(xxh3_64_digest(_text(row), self._seed), "big", signed=True)

    def former(self, row: Fields) -> int:
        """Return the mark that a row had before marks were XXH3: databases of then hold it still."""
        return int.from_bytes(strong(row, self._meaning), "big", signed=True)


def strong(row: Fields, meaning: str = "") -> bytes:
    """Return 64 bits of BLAKE2b that stand for a row: what ids of events are made of, which stay for good."""
    found = blake2b(meaning.encode(), digest_size=8)
    found.update(_text(row))
    return found.digest()


def key(found: Any) -> str | None:
    """Return the id that a row gives its customer as text, None where it gives none that can be read."""
    if type(found) is str and found.isprintable() and found.strip() == found:
        return found or None
    try:
        return name_of(found)
    except MactlError:
        return None


def _text(row: Fields) -> bytes:
    try:
        return orjson.dumps(row)
    except TypeError:  # whole numbers beyond 64 bits, broken letters
        return repr(row).encode("utf-8", "replace")
