"""What messages cost month by month, reserved and spent: what a workspace's budget of the month is held against (M4).

Every function but ``used`` runs inside the caller's transaction, so that processes at work at once count as one.
"""

from __future__ import annotations

from collections.abc import Iterable

from mactl.core.schedule.months import Month
from mactl.store.database import Database

# A message is of the month in which it was claimed. In a rehearsal the ledger is the real one, not the shadow.
_LEDGER = """
SELECT COALESCE(SUM(m.cost), 0) FROM main.origins o CROSS JOIN main.messages m ON m.origin = o.id
WHERE o.mode = ? AND (o.finished_at IS NULL OR o.finished_at >= ?) AND m.cost > 0
  AND m.state NOT IN ('queued', 'delayed', 'skipped', 'failed', 'held_out')
  AND COALESCE(m.slot_at, m.sent_at, m.changed_at) >= ? AND COALESCE(m.slot_at, m.sent_at, m.changed_at) < ?
"""


def used(database: Database, mode: str, month: Month) -> int:
    """Return what was reserved and spent in a month so far, in ten-thousandths, writing nothing."""
    row = database.row("SELECT cost FROM spending WHERE mode = ? AND month = ?", (mode, month.name))
    if row is not None:
        return int(row[0])
    return database.number(_LEDGER, (mode, month.since, month.since, month.until))


def opened(database: Database, mode: str, month: Month) -> int:
    """Return what was used in a month so far, counted on from here on."""
    cost = used(database, mode, month)
    database.sql.execute("INSERT OR IGNORE INTO spending VALUES (?, ?, ?, ?, ?)", (mode, *month, cost))
    return cost


def reserve(database: Database, mode: str, now: int, cost: int) -> None:
    """Add what a batch of claims costs to its month, where that is counted."""
    if cost:
        database.sql.execute(
            "UPDATE spending SET cost = cost + ? WHERE mode = ? AND since <= ? AND until > ?", (cost, mode, now, now)
        )


def correct(database: Database, costs: Iterable[tuple[int, int]]) -> None:
    """Add (message, cost; less than 0 gives back) to the months of claimed messages: before their rows are settled."""
    for message, cost in costs:
        if cost:
            database.sql.execute(_CORRECT, {"cost": cost, "message": message})


_CORRECT = """
UPDATE spending SET cost = cost + :cost WHERE EXISTS (
  SELECT 1 FROM messages m JOIN origins o ON o.id = m.origin WHERE m.id = :message AND o.mode = spending.mode
    AND COALESCE(m.slot_at, m.changed_at) >= spending.since AND COALESCE(m.slot_at, m.changed_at) < spending.until)
"""
