"""What a channel owes to its people: when they last wrote, and the one-off subscriptions they still have (gate M4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store.database import Database

ACCEPTED = "subscription_accepted"  # the event of one granted one-off subscription, properties.template its template
INBOUND = "replied"


class Standing(NamedTuple):
    """One customer's standing with a channel."""

    last_inbound: int | None = None
    subscriptions_left: int = 0


def standing(database: Database, customers: Sequence[int], channel: str, template: str) -> dict[int, Standing]:
    """Return the standing of ``customers`` for a template of a channel; those with none at all are left out."""
    marks = ", ".join("?" * len(customers))
    inbound = database.rows(
        f"SELECT customer, last_at FROM rollups WHERE type = ? AND customer IN ({marks})",  # noqa: S608
        [INBOUND, *customers],
    )
    found = {int(customer): Standing(last_inbound=int(at)) for customer, at in inbound}
    granted = _counts(
        database,
        f"SELECT customer, COUNT(*) FROM events WHERE customer IN ({marks}) AND type = ?"  # noqa: S608
        " AND json_extract(properties, '$.template') = ? GROUP BY customer",
        [*customers, ACCEPTED, template],
    )
    used = _counts(
        database,
        "SELECT m.customer, COUNT(*) FROM messages m JOIN origins o ON o.id = m.origin"  # noqa: S608
        f" WHERE m.slot_at IS NOT NULL AND m.customer IN ({marks}) AND m.channel = ? AND o.mode = 'live'"
        " AND json_extract(o.definition, '$.content.' || m.channel || '.template') = ? GROUP BY m.customer",
        [*customers, channel, template],
    )
    for customer, count in granted.items():
        left = count - used.get(customer, 0)
        found[customer] = found.get(customer, Standing())._replace(subscriptions_left=left)
    return found


def _counts(database: Database, sql: str, params: Sequence[object]) -> dict[int, int]:
    return {int(customer): int(n) for customer, n in database.rows(sql, params)}
