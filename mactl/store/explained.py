"""What the ledger says of one person and one campaign."""

from __future__ import annotations

from typing import NamedTuple

from mactl.store.database import Database


class Entry(NamedTuple):
    """One message of a campaign to one person; ``at`` is when it was sent, else last moved."""

    id: int
    mode: str
    occurrence: str
    channel: str
    state: str
    reason: str | None
    at: int
    due: int
    first_due: int
    detail: str | None


def entries(database: Database, campaign: str, customer: int) -> list[Entry]:
    """Return the messages of a campaign to the customer with this row id, the latest first."""
    rows = database.rows(
        "SELECT m.id, o.mode, o.occurrence, m.channel, m.state, m.reason, COALESCE(m.sent_at, m.changed_at), m.due,"
        " m.first_due, m.detail FROM origins o JOIN messages m ON m.origin = o.id AND m.customer = ?"
        " WHERE o.kind = 'campaign' AND o.name = ? ORDER BY o.planned DESC, m.position, m.id",
        (customer, campaign),
    )
    return [Entry._make(row) for row in rows]
