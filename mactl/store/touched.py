"""The marks on customers who changed since segments were last evaluated (rules E2, E5)."""

from __future__ import annotations

from collections.abc import Iterable

from mactl.store.arrays import array
from mactl.store.database import Database


def mark(database: Database, customers: Iterable[int], now: int) -> None:
    """Mark customers as changed at ``now``."""
    database.sql.execute(
        "INSERT INTO touched SELECT value, ? FROM json_each(?) WHERE true "
        "ON CONFLICT (customer) DO UPDATE SET at = excluded.at",
        (now, array(sorted(set(customers)))),
    )


def span(database: Database, first: int, stop: int, now: int) -> None:
    """Mark all customers from ``first`` up to, but without, ``stop``."""
    database.sql.execute(
        "INSERT OR REPLACE INTO touched SELECT id, ? FROM customers WHERE id >= ? AND id < ?", (now, first, stop)
    )
