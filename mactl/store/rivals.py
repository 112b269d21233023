"""Messages that wait for the same person: those of other launches on one channel, and those on others (rule M4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store.arrays import array
from mactl.store.database import Database

# Of the messages `m` of one origin: nobody for whom a rival has one that is due earlier. The plus signs keep to the
# ledger's unique key (origin, customer, channel): by due time each rival's whole queue would be read.
FIRST = """ AND NOT EXISTS (SELECT 1 FROM messages o
    WHERE o.origin IN (SELECT value FROM json_each(:rivals)) AND o.customer = m.customer AND o.channel = m.channel
    AND +o.state IN ('queued', 'delayed') AND (+o.due < m.due OR (+o.due = m.due AND o.id < m.id)))"""

THESE = "json_each(:messages) w CROSS JOIN "  # of the messages `m` those with these numbers, each looked up


class Rival(NamedTuple):
    """A message of a person that is due on another channel."""

    customer: int
    id: int
    origin: int
    channel: str
    due: int


def elsewhere(
    database: Database, customers: Sequence[int], origins: Sequence[int], channel: str, now: int
) -> list[Rival]:
    """Return what ``origins`` have due at ``now`` for ``customers`` on other channels than ``channel``."""
    rows = database.rows(
        "SELECT m.customer, m.id, m.origin, m.channel, m.due FROM json_each(?) w CROSS JOIN json_each(?) r"
        " CROSS JOIN messages m ON m.origin = r.value AND m.customer = w.value"
        " WHERE +m.state IN ('queued', 'delayed') AND +m.due <= ? AND +m.channel <> ?",
        (array(list(customers)), array(list(origins)), now, channel),
    )
    return [Rival._make(row) for row in rows]
