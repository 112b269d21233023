"""When the first and the last event of a type happened (as ``store/figures/first_event.py``)."""

from __future__ import annotations

from mactl.store.database import Row
from mactl.store.mirror.columns import Columns

_ASKED = "SELECT min(moment), max(moment) FROM events WHERE type = $type AND moment <= $now"


def answer(mirror: Columns, *, event: str, now: int) -> list[Row]:
    """Return one row: the two instants, or None for both."""
    return mirror.rows(_ASKED, {"type": mirror.code(event), "now": now})
