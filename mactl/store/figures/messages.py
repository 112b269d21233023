"""What came of the messages sent in a time, whole or part by part, and who met the goal after them."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.model.results import Conversions
from mactl.core.segments.sql import TRUE
from mactl.store import breakdown
from mactl.store.database import Database, Row
from mactl.store.results import Goal


def answer(
    database: Database, *, by: Sequence[str] = (), since: int, until: int, goal: str, window: int, now: int
) -> list[Row]:
    """Return (part ..., Reach, Conversions), a row a part; ``by`` are names of ``breakdown.KEYS``."""
    meant, _mode = breakdown.scope(database, since, until)
    key = breakdown.parts(tuple(by) or ("whole",))
    reached = breakdown.reach(database, meant, key)
    met = breakdown.conversions(database, meant, Goal(event=goal, test=TRUE, window=window, now=now), key)
    return [(*str(part).split("\n"), found, met.get(part, Conversions())) for part, found in reached.items()]
