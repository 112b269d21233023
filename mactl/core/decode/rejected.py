"""A row of a file that was not taken: light, for whoever only counts and tells them."""

from __future__ import annotations

from typing import Any, NamedTuple


class Rejected(NamedTuple):
    """A row that was not taken, and why; ``field`` is a short code, ``reason`` a sentence."""

    number: int
    field: str
    reason: str
    row: dict[str, Any]
