"""Lists handed to SQLite whole, as JSON arrays for ``json_each``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson


def array(values: Sequence[object]) -> str:
    """Return values as a JSON array."""
    return orjson.dumps(values).decode()


def joined(lists: Iterable[Sequence[object] | bytes]) -> str:
    """Return the values of several lists, none of them empty, as one JSON array; some are JSON already."""
    return _whole(one if isinstance(one, bytes) else orjson.dumps(one) for one in lists).decode()


def together(lists: Iterable[bytes]) -> list[Any]:
    """Return the values of several JSON arrays, read in turn: who waits for Python gets it in between."""
    found: list[Any] = []
    for one in lists:
        found += orjson.loads(one)
    return found


def _whole(lists: Iterable[bytes]) -> bytes:
    return b"[%b]" % b",".join([one[1:-1] for one in lists])
