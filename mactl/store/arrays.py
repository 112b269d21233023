"""Lists handed to SQLite whole, as JSON arrays for ``json_each``."""

from __future__ import annotations

from collections.abc import Sequence

import orjson


def array(values: Sequence[object]) -> str:
    """Return values as a JSON array."""
    return orjson.dumps(values).decode()
