"""Lists handed to SQLite whole, as JSON arrays for ``json_each``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson


def array(values: Sequence[object]) -> str:
    """Return values as a JSON array."""
    return orjson.dumps(values).decode()


def joined(lists: Iterable[Sequence[object] | bytes]) -> str:
    """Return the values of several lists, none of them empty, as one JSON array; some are JSON already."""
    found = (one if isinstance(one, bytes) else orjson.dumps(one) for one in lists)
    return f"[{b','.join(one[1:-1] for one in found).decode()}]"
