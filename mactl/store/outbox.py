"""The messages of the ledger on their way out: freezing an audience, reading what is due, writing what became of it.

Every function runs inside the caller's transaction, so that one commit holds a batch's outcomes and the next claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from mactl.clock import MINUTE
from mactl.store import stale, touched
from mactl.store.database import Database
from mactl.store.rivals import FIRST, THESE

# A message's own columns, then its customer's; the order of `Due`.
_SELECT = """
SELECT m.id, m.customer, m.position, m.enrolment, m.visit, m.due, m.first_due, m.attempts, m.state, m.reason,
       a.value, a.status, k.status, t.status,
       a.value IS NOT NULL AND EXISTS (SELECT 1 FROM suppressions s WHERE s.address = a.value
         AND s.channel IN ('', :channel) AND s.topic IN ('', :topic)), {journey},
       c.customer_id, c.name, c.time_zone, c.owner, c.company, c.member_level, c.locale, c.birthday, c.gender, c.city,
       c.region, c.country, c.signup_at, c.attributes
FROM {these}messages m
JOIN customers c ON c.id = m.customer{joined}
LEFT JOIN addresses a INDEXED BY addresses_customer ON a.customer = m.customer AND a.kind = :kind
LEFT JOIN consents k ON k.customer = m.customer AND k.channel = :channel AND k.topic = ''
LEFT JOIN consents t ON t.customer = m.customer AND t.channel = :channel AND t.topic = :topic AND :topic <> ''
WHERE m.origin = :origin AND m.channel = :channel AND m.state IN ('queued', 'delayed') AND m.due <= :now
  AND (:only IS NULL OR m.customer = :only){first}
ORDER BY m.due, m.id{latest}
LIMIT :limit
"""
_LATEST = ", a.since DESC"  # of several push tokens the latest
_NONE = {"journey": "NULL, NULL", "joined": ""}
_JOURNEY = {  # what a flow's messages know of the enrolment that they belong to
    "journey": "n.held, e.properties",
    "joined": "\nLEFT JOIN enrolments n ON n.id = m.enrolment\nLEFT JOIN events e ON e.id = n.event",
}


class Due(NamedTuple):
    """One due message with what the gates and the template may ask of its customer and, in a flow, its enrolment."""

    id: int
    customer: int
    position: int
    enrolment: int
    visit: int
    due: int
    first_due: int
    attempts: int
    state: str
    reason: str | None
    address: str | None
    address_status: str | None
    consent: str | None
    topic_consent: str | None
    suppressed: int
    held: int | None  # in a flow: whether its enrolment is of the holdout
    event: str | None  # in a flow: the properties of the event that started it, as JSON
    customer_id: str
    name: str | None
    time_zone: str | None
    owner: str | None
    company: str | None
    member_level: str | None
    locale: str | None
    birthday: str | None
    gender: str | None
    city: str | None
    region: str | None
    country: str | None
    signup_at: int | None
    attributes: str


class Outcome(NamedTuple):
    """What became of one message. ``due`` is when to look again (delayed); ``release`` gives its cap slot back."""

    id: int
    state: str
    reason: str | None = None
    due: int | None = None
    first_due: int | None = None
    sent_at: int | None = None
    cost: int | None = None
    parts: int | None = None
    code: str | None = None
    detail: str | None = None
    provider_id: str | None = None
    attempts: int | None = None
    release: bool = False


class Claim(NamedTuple):
    """A message that passed every gate: its address, its reserved cost, and when its cap slot is reserved at."""

    id: int
    address: str
    slot_at: int | None
    cost: int


def gather(database: Database, where: str, params: Sequence[object], first: int | None = None) -> int:
    """Put the customers for whom ``where`` (over ``customers AS c``) holds into the temporary table ``audience``.

    ``first`` keeps to so many of them. Return how many they are.
    """
    database.sql.execute("CREATE TEMP TABLE IF NOT EXISTS audience (customer INTEGER PRIMARY KEY)")
    database.sql.execute("DELETE FROM temp.audience")
    done = database.sql.execute(
        f"INSERT INTO temp.audience SELECT c.id FROM customers AS c WHERE {where} LIMIT ?",  # noqa: S608 - a condition's
        [*params, -1 if first is None else first],
    )
    return done.rowcount


def freeze(
    database: Database, origin: int, channel: str, *, due: int, now: int, spread_key: str = "", spread: int = 0
) -> int:
    """Insert one queued message per gathered customer, due at ``due`` or spread over ``spread`` milliseconds after it.

    A message that is in the ledger already stays as it is: the key is unique (M1).
    """
    later = "CAST(share(:key, c.customer_id) * :spread AS INTEGER)" if spread else "0"
    done = database.sql.execute(
        "INSERT OR IGNORE INTO messages (origin, customer, channel, due, first_due, changed_at)"  # noqa: S608
        f" SELECT :origin, c.id, :channel, :due + {later}, :due + {later}, :now"
        " FROM temp.audience a JOIN customers c ON c.id = a.customer ORDER BY c.id",
        {"origin": origin, "channel": channel, "due": due, "now": now, "key": spread_key, "spread": spread},
    )
    return done.rowcount


def write_links(database: Database, origin: int, channel: str, urls: Sequence[str], first: int = 0) -> None:
    """Keep where the links of a launch's template lead, numbered from ``first`` on."""
    database.sql.executemany(
        "INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?)",
        [(origin, channel, number, url) for number, url in enumerate(urls, first)],
    )


def due(
    database: Database, *, origin: int, channel: str, kind: str, topic: str, now: int, limit: int, only: int | None,
    flow: bool = False, rivals: str = "", messages: str = "",
) -> list[Due]:  # fmt: skip
    """Return the next due messages of an origin (a `flow`) on a channel, oldest first, `rivals` (JSON) before it.

    With `messages` (JSON) those of them that are due.
    """
    first = " AND m.id = w.value" if messages else FIRST if rivals else ""
    latest, these = _LATEST if kind == "push_token" else "", THESE if messages else ""
    how = {"latest": latest, "first": first, "these": these}
    sql = _SELECT.format(**how, **(_JOURNEY if flow else _NONE))
    params = {"origin": origin, "channel": channel, "kind": kind, "topic": topic, "now": now, "rivals": rivals}
    rows = database.sql.execute(sql, {**params, "limit": limit, "only": only, "messages": messages})
    found = list(map(Due._make, rows))
    if len({row.id for row in found}) < len(found):  # somebody has several addresses: the first of each counts
        found = [row for row, before in zip(found, (None, *found), strict=False) if not before or row.id != before.id]
    return found


def next_due(database: Database, origin: int, channel: str) -> int | None:
    """Return the instant at which an origin's next message on a channel comes due, or None."""
    row = database.row(
        "SELECT due FROM messages WHERE origin = ? AND channel = ? AND state IN ('queued', 'delayed')"
        " ORDER BY due LIMIT 1",
        (origin, channel),
    )
    return None if row is None else int(row[0])


def next_try(database: Database, origin: int, channel: str, now: int, only: int | None = None) -> int | None:
    """Return when an origin's next retry on a channel comes due, or what is queued for the minute after ``now``.

    What waits longer for the clock alone (quiet hours) is not counted. A clock set back by a little, or a second
    command with the same ``--now``, finds its queue due in a moment and must not leave it. What is due at ``now`` was
    looked at before: it is not waited for again, nor is what is not ``only``'s.
    """
    row = database.row(
        "SELECT MIN(due) FROM messages WHERE origin = ? AND channel = ? AND state IN ('queued', 'delayed') AND due > ?"
        " AND (reason IN ('retry', 'reschedule', 'rate', 'halt') OR (state = 'queued' AND due <= ?))"
        " AND (? IS NULL OR customer = ?)",
        (origin, channel, now, now + MINUTE, only, only),
    )
    return None if row is None or row[0] is None else int(row[0])


def claim(database: Database, claims: Iterable[Claim], run: int | None, now: int) -> None:
    """Mark messages as being sent by ``run``, their slots reserved."""
    database.sql.executemany(
        "UPDATE messages SET state = 'sending', reason = NULL, run = ?, address = ?, slot_at = ?, cost = ?,"
        " attempts = attempts + 1, changed_at = ? WHERE id = ?",
        [(run, c.address, c.slot_at, c.cost, now, c.id) for c in claims],
    )


def settle(database: Database, outcomes: Sequence[Outcome], now: int) -> None:
    """Write outcomes. A message whose receipt overtook its answer (already delivered, bounced ...) stays there."""
    sent = [(o.sent_at, o.cost, o.parts, o.code, o.provider_id, now, o.id) for o in outcomes if o.state == "sent"]
    if sent:
        database.sql.executemany(
            "UPDATE messages SET state = 'sent', reason = NULL, sent_at = ?, cost = ?, parts = ?, code = ?,"
            " provider_id = ?, changed_at = ? WHERE id = ? AND state IN ('sending', 'unknown')",
            sent,
        )
        stale.sent(database, [o.id for o in outcomes if o.state == "sent"])
    others = [o for o in outcomes if o.state != "sent"]
    database.sql.executemany(_OTHER, [_other(o, now) for o in others])
    database.sql.executemany("UPDATE messages SET slot_at = NULL WHERE id = ?", [(o.id,) for o in others if o.release])
    touched.recipients(database, [o.id for o in outcomes if o.state in {"sent", "bounced"}], now)


_OTHER = (
    "UPDATE messages SET state = ?, reason = ?, due = COALESCE(?, due), first_due = COALESCE(?, first_due), cost = ?,"
    " parts = ?, code = ?, detail = ?, attempts = COALESCE(?, attempts), changed_at = ?"
    " WHERE id = ? AND state IN ('queued', 'delayed', 'sending', 'unknown')"
)


def _other(o: Outcome, now: int) -> tuple[Any, ...]:
    return (o.state, o.reason, o.due, o.first_due, o.cost, o.parts, o.code, o.detail, o.attempts, now, o.id)


def fall_back(database: Database, message: int, channel: str, now: int, first_due: int | None = None) -> None:
    """Queue a fallback's next channel for the person of ``message`` (M6), due from ``first_due``, else now.

    In a flow that is when the first channel was due (T5). A repeated call adds nothing.
    """
    database.sql.execute(
        "INSERT OR IGNORE INTO messages (origin, enrolment, visit, customer, channel, position, due, first_due,"
        " changed_at) SELECT origin, enrolment, visit, customer, :channel, position + 1, :now,"
        " COALESCE(:first_due, iif(enrolment > 0, first_due, :now)), :now FROM messages WHERE id = :message",
        {"message": message, "channel": channel, "now": now, "first_due": first_due},
    )


def requeue(database: Database, messages: Sequence[int], now: int) -> None:
    """Queue claimed messages again that never were on the wire: slots given back, the try not counted."""
    database.sql.executemany(
        "UPDATE messages SET state = 'queued', run = NULL, slot_at = NULL, attempts = attempts - 1, changed_at = ?"
        " WHERE id = ? AND state = 'sending'",
        [(now, message) for message in messages],
    )


_KINDS = {
    "email": ("email",),
    "sms": ("phone",),
    "wechat": ("wechat_openid", "mini_openid", "wecom_external_userid"),
    "push": ("push_token",),
}


def mark_address(database: Database, channel: str, value: str, status: str, now: int) -> None:
    """Mark an address as bounced, complained or invalid; a complaint is not taken back by a bounce.

    A rehearsal has heard from nobody: it marks none.
    """
    if database.shadowed:
        return
    database.sql.executemany(
        "UPDATE addresses SET status = ?, since = ? WHERE kind = ? AND value = ? AND status <> 'complained'",
        [(status, now, kind, value) for kind in _KINDS.get(channel, ())],
    )
    touched.holders(database, [value], now)


def renew(database: Database, origin: int, now: int) -> None:
    """Let the lateness of what waits count from ``now``: a person held the launch, and a person lets it go on (T5)."""
    database.sql.execute(
        "UPDATE messages SET first_due = ? WHERE origin = ? AND state IN ('queued', 'delayed') AND first_due < ?",
        (now, origin, now),
    )


def resend_unknown(database: Database, origin: int, now: int) -> int:
    """Queue the messages of a launch whose answer was lost, because a person chose so; return how many."""
    done = database.sql.execute(
        "UPDATE messages SET state = 'queued', reason = NULL, due = ?, first_due = ?, slot_at = NULL, changed_at = ?"
        " WHERE origin = ? AND state = 'unknown'",
        (now, now, now, origin),
    )
    return done.rowcount
