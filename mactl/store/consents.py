"""Consents given and withdrawn by people themselves, one at a time; files go through `revise` (rule G3)."""

from __future__ import annotations

from mactl.store import changes, flow_messages, touched
from mactl.store.changes import Change
from mactl.store.database import Database
from mactl.store.stamp import Stamp


def record(
    database: Database, customer: int, channel: str, topic: str, status: str, *, stamp: Stamp, proof: str = ""
) -> bool:
    """Record what a person said of a channel or topic; return False where that, or something later, is known already.

    This is the one way by which a withdrawn consent is granted again: by an action of the person's own.
    """
    held = database.row(
        "SELECT status, at FROM consents WHERE customer = ? AND channel = ? AND topic = ?", (customer, channel, topic)
    )
    if held and (held[0] == status or (held[1] > stamp.now and held[0] == "withdrawn")):
        return False
    database.sql.execute(
        "INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?, ?, ?, ?)",
        (customer, channel, topic, status, stamp.now, stamp.source, proof),
    )
    if status == "withdrawn":
        flow_messages.hurry(database, customer, channel, stamp.now)
    name = f"{channel}:{topic}" if topic else channel
    changes.record(database, [Change(customer, "consent", name, held[0] if held else None, status)], stamp)
    touched.mark(database, [customer], stamp.now)
    return True


def channels(database: Database, customer: int) -> list[str]:
    """Return the channels of which a customer has said anything."""
    return [row[0] for row in database.rows("SELECT DISTINCT channel FROM consents WHERE customer = ?", (customer,))]
