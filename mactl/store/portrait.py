"""One customer as templates know one: the columns that dispatch gives to every message."""

from __future__ import annotations

import json
from typing import Any

from mactl.store import points
from mactl.store.database import Database
from mactl.store.outbox import Due

_START = Due._fields.index("name")
_COLUMNS = Due._fields[_START:]  # the profile's, its attributes last


def portrait(database: Database, customer: int, kind: str, now: int) -> dict[str, Any]:
    """Return what a template knows as `customer`, with the address of ``kind`` ("" for none), points as of ``now``."""
    row = database.row(f"SELECT customer_id, {', '.join(_COLUMNS)} FROM customers WHERE id = ?", (customer,))  # noqa: S608 - fixed names
    assert row is not None
    values = dict(zip(_COLUMNS, row[1:], strict=True))
    attributes = json.loads(values.pop("attributes"))
    own = {**values, "id": row[0], kind: _address(database, customer, kind)} if kind else {**values, "id": row[0]}
    booked = points.balance(database, customer, now)
    own["points"] = attributes.get("points", 0) if booked is None else booked
    return {**attributes, **own, "attributes": attributes} if attributes else own


def _address(database: Database, customer: int, kind: str) -> str | None:
    if kind == "customer_id":
        found = database.row("SELECT customer_id FROM customers WHERE id = ?", (customer,))
    else:
        found = database.row(
            "SELECT value FROM addresses WHERE customer = ? AND kind = ? ORDER BY since DESC LIMIT 1", (customer, kind)
        )
    return None if found is None else str(found[0])
