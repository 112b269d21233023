"""Whom people added to static segments, or removed from them, by hand (S1)."""

from __future__ import annotations

from collections.abc import Iterable

from mactl.store import touched
from mactl.store.database import Database


def write(database: Database, segment: str, customers: Iterable[int], *, added: bool, now: int, who: str) -> int:
    """Write down that customers are added to a segment, or removed from it; return for how many that is new."""
    changed = []
    for customer in dict.fromkeys(customers):
        done = database.sql.execute(
            "INSERT INTO segment_edits VALUES (?, ?, ?, ?, ?) ON CONFLICT (segment, customer) DO UPDATE "
            "SET added = excluded.added, at = excluded.at, who = excluded.who WHERE added <> excluded.added",
            (segment, customer, int(added), now, who),
        )
        if done.rowcount:
            changed.append(customer)
    touched.mark(database, changed, now)
    return len(changed)
