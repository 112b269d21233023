"""Taking messages back before they are claimed, and listing those that stand in one state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mactl.store.arrays import array
from mactl.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One message of the ledger as lists show it; ``at`` is when it came to its state (milliseconds UTC)."""

    customer: str
    channel: str
    address: str | None
    state: str
    reason: str | None
    at: int


def take_back(database: Database, origin: int, now: int, reason: str = "cancelled") -> int:
    """Skip the messages and posts of a launch that nobody has claimed, inside the caller's transaction; count them."""
    done = database.sql.execute(
        "UPDATE messages SET state = 'skipped', reason = ?, slot_at = NULL, changed_at = ?"
        " WHERE origin = ? AND state IN ('queued', 'delayed')",
        (reason, now, origin),
    )
    posts = database.sql.execute(
        "UPDATE broadcasts SET state = 'skipped', reason = ? WHERE origin = ? AND state = 'queued'", (reason, origin)
    )
    return done.rowcount + posts.rowcount


def listed(database: Database, origins: Sequence[int], state: str) -> Iterator[Listed]:
    """Yield the messages of launches that stand in ``state``, in the order in which they were made."""
    rows = database.rows(
        "SELECT c.customer_id, m.channel, m.address, m.state, m.reason, m.changed_at"
        " FROM messages AS m JOIN customers AS c ON c.id = m.customer"
        " WHERE m.origin IN (SELECT value FROM json_each(?)) AND m.state = ? ORDER BY m.id",
        (array(list(origins)), state),
    )
    for customer, channel, address, found, reason, at in rows:
        yield Listed(customer=customer, channel=channel, address=address, state=found, reason=reason, at=at)
