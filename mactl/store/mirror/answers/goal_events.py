"""How many goal events a time had, and what they brought (as ``store/figures/goal_events.py``)."""

from __future__ import annotations

from mactl.store.database import Row
from mactl.store.mirror.columns import Columns

_ASKED = (
    "SELECT count(*), count(DISTINCT customer), coalesce(sum(amount), 0) FROM events"
    " WHERE type = $type AND moment >= $since AND moment < $until AND moment <= $now"
)


def answer(mirror: Columns, *, since: int, until: int, goal: str, now: int) -> list[Row]:
    """Return one row: events, people, and the sum of the amounts in ten-thousandths."""
    return mirror.rows(_ASKED, {"type": mirror.code(goal), "since": since, "until": until, "now": now})
