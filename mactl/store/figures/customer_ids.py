"""What customers are called, by their row ids."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.store.arrays import array
from mactl.store.database import Database, Row

_EVERYBODY = "SELECT id, customer_id FROM customers"
_SOME = "SELECT id, customer_id FROM customers WHERE id IN (SELECT value FROM json_each(?))"


def answer(database: Database, *, customers: Sequence[int] | None = None) -> list[Row]:
    """Return (row id, customer id) of ``customers``, or of everybody."""
    if customers is None:
        return list(database.rows(_EVERYBODY))
    return list(database.rows(_SOME, (array(customers),)))
