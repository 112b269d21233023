"""What recipients did with messages, moved onto the ledger: forward only, opens by machines kept apart (M2, X3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from mactl.core.messages.states import advance
from mactl.core.model.message import State
from mactl.store import consents, grants, hearings
from mactl.store.database import Database
from mactl.store.events import NEW
from mactl.store.stamp import Stamp
from mactl.store.suppressions import Suppression
from mactl.store.suppressions import add as suppress

RECEIPTS: Mapping[str, State] = {
    "message_delivered": "delivered",
    "message_opened": "opened",
    "message_clicked": "clicked",
    "message_bounced": "bounced",
    "message_complained": "complained",
}
_ARRIVED = frozenset({"message_delivered", "message_opened", "message_clicked"})
TYPES = frozenset((*RECEIPTS, "unsubscribed"))
_FIND = """
SELECT m.id, m.state, m.channel, m.address FROM origins o JOIN messages m ON m.origin = o.id
WHERE m.customer = :customer AND (o.name = :name OR json_extract(o.definition, '$.name') = :name)
  AND (:channel = '' OR m.channel = :channel) AND (:occurrence = '' OR o.occurrence = :occurrence)
  AND (:step = '' OR rtrim(o.occurrence, '0123456789') = :step || '/')
  AND m.sent_at IS NOT NULL
ORDER BY m.sent_at <= :at DESC, abs(m.sent_at - :at), m.position DESC LIMIT 1
"""


class Feedback(NamedTuple):
    """One event about a message."""

    customer: int
    type: str
    at: int
    said: dict[str, Any]


class Sent(NamedTuple):
    """The ledger's row that an event speaks of."""

    id: int
    state: State
    channel: str
    address: str | None


def apply(database: Database, after: int, now: int) -> None:
    """Move the ledger forward by the events stored after number ``after``, in the caller's transaction."""
    for one in list(_feedback(database, after)):
        message = find(database, one)
        if message:
            _move(database, message, one, now)
        channel = message.channel if message else str(one.said.get("channel") or "")
        address = message.address if message else _address(database, one.customer, channel)
        if one.type == "unsubscribed":
            _unsubscribe(database, one, channel)
        elif address and one.type in {"message_bounced", "message_complained"}:
            _spoil(database, one, channel, address)


def find(database: Database, one: Feedback) -> Sent | None:
    """Return the message that an event speaks of: of several launches, the last one before the event."""
    said = one.said
    row = database.row(
        _FIND,
        {
            "customer": one.customer,
            "name": str(said.get("campaign") or said.get("flow") or ""),
            "channel": str(said.get("channel") or ""),
            "occurrence": str(said.get("occurrence") or ""),
            "step": str(said.get("step") or ""),
            "at": one.at,
        },
    )
    return Sent(*row) if row else None


def _feedback(database: Database, after: int) -> Iterator[Feedback]:
    marks = ", ".join("?" * len(TYPES))
    for customer, kind, at, properties in database.rows(
        f"SELECT customer, type, at, properties {NEW} AND type IN ({marks}) ORDER BY at, id",
        (after, *TYPES),
    ):
        yield Feedback(customer, kind, at, orjson.loads(properties))


def _move(database: Database, message: Sent, one: Feedback, now: int) -> None:
    """Write the instants that an event gives, and the state that it leads to."""
    machine = one.type == "message_opened" and bool(one.said.get("machine"))
    state = message.state
    if one.type in RECEIPTS and not machine:
        state = advance(state, RECEIPTS[one.type])
    columns = ["machine_opened_at"] if machine else _INSTANTS[one.type]
    earliest = ", ".join(f"{name} = min(coalesce({name}, :at), :at)" for name in columns)
    extra = ", slot_at = NULL" if state == "bounced" else ""  # a definite failure gives the slot back (M5)
    if one.type == "message_bounced" and one.said.get("hard") is False:
        extra += ", reason = 'soft'"
    if one.type == "message_bounced" and one.said.get("blocked") is True:
        extra = ", slot_at = NULL, reason = 'blocked'"
    database.sql.execute(
        f"UPDATE messages SET {earliest}, state = :state, changed_at = :now{extra} WHERE id = :id",  # noqa: S608 - constants
        {"at": one.at, "state": state, "now": now, "id": message.id},
    )
    if state == "bounced":
        grants.withdraw(database, [message.id], now)
    if one.type in _ARRIVED:
        hearings.heard(database, message.id)


_INSTANTS: Mapping[str, list[str]] = {
    "message_delivered": ["delivered_at"],
    "message_opened": ["opened_at"],
    "message_clicked": ["clicked_at", "opened_at"],  # a click implies an open
    "message_bounced": ["bounced_at"],
    "message_complained": ["complained_at"],
    "unsubscribed": ["unsubscribed_at"],
}
_KINDS: Mapping[str, str] = {"email": "email", "sms": "phone", "wechat": "wechat_openid", "push": "push_token"}


def _address(database: Database, customer: int, channel: str) -> str | None:
    """Return where a customer is reached on a channel now."""
    found = database.row(
        "SELECT value FROM addresses WHERE customer = ? AND kind = ? ORDER BY since DESC LIMIT 1",
        (customer, _KINDS.get(channel, "")),
    )
    return str(found[0]) if found else None


def _spoil(database: Database, one: Feedback, channel: str, address: str) -> None:
    """Mark an address that bounced for good or complained; a complaint also suppresses it."""
    complained = one.type == "message_complained"
    if not complained and one.said.get("hard") is False:
        return
    database.sql.execute(
        "UPDATE addresses SET status = ?, since = ? WHERE kind = ? AND value = ? AND status <> 'complained'",
        ("complained" if complained else "bounced", one.at, _KINDS.get(channel, ""), address),
    )
    if complained:
        suppress(database, Suppression(address, channel, "", "complained", "event", one.at))


def _unsubscribe(database: Database, one: Feedback, channel: str) -> None:
    """Withdraw the consent for a channel and topic; where no channel is named, for all that were spoken of."""
    topic = str(one.said.get("topic") or "")
    stamp = Stamp(now=one.at, source="unsubscribed")
    for name in [channel] if channel else consents.channels(database, one.customer):
        consents.record(database, one.customer, name, topic, "withdrawn", stamp=stamp)
