"""The suppression list as it grew: addresses by reason and quarter of an hour at which they came onto it."""

from __future__ import annotations

from mactl.store.database import Database, Row
from mactl.store.figures._quarters import QUARTER


def answer(database: Database, *, until: int) -> list[Row]:
    """Return (reason, channel, quarter of an hour since 1970, entries) of the entries in force, before ``until``."""
    return list(
        database.rows(
            "SELECT reason, channel, at / ?, COUNT(*) FROM suppressions WHERE at < ? GROUP BY 1, 2, 3 ORDER BY 3",
            (QUARTER, until),
        )
    )
