"""The leg that gives up waiting for receipts: the next channel of a fallback is tried (rule M6)."""

from __future__ import annotations

from mactl.store import flow_messages, hearings, outbox
from mactl.store.database import Database

BATCH = 1_000


def give_up(database: Database, now: int) -> int:
    """Queue the next channels of messages whose receipt did not come in time; return how many those are."""
    given_up = 0
    while True:
        with database.transaction():
            found = hearings.over(database, now, BATCH)
            for each in found:
                outbox.fall_back(database, each.message, each.next, now, each.due)
            flow_messages.call_off(database, [each.message for each in found], now)
        given_up += len(found)
        if len(found) < BATCH:
            return given_up
