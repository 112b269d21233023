"""What failed for good: messages and calls of web addresses, why, and what speaks against trying them again."""

from __future__ import annotations

from typing import NamedTuple

from mactl.store.arrays import array
from mactl.store.database import Database

# Why a failure is not tried again. cancelled, paused, missed: the state of its launch. reached: another channel has
# reached the person, or the campaign was sent again. left: the journey ended by its goal or an exit, or was stopped.
# unmade: the call could not be made at all. forgotten: the customer is gone.
_REACHED = """EXISTS (SELECT 1 FROM messages o WHERE o.origin = m.origin AND o.customer = m.customer
  AND o.enrolment = m.enrolment AND o.visit = m.visit AND o.position > m.position
  AND o.state NOT IN ('failed', 'skipped', 'bounced'))"""
_REPEATED = """EXISTS (SELECT 1 FROM origins p JOIN messages o ON o.origin = p.id AND o.customer = m.customer
  AND o.state NOT IN ('failed', 'skipped', 'bounced') WHERE l.kind = 'campaign' AND p.kind = 'campaign'
  AND p.name = l.name AND p.mode = l.mode AND p.id > l.id AND instr(p.occurrence, l.occurrence) = 1)"""
_MESSAGES = f"""
SELECT 'message' AS what, m.id AS id, l.mode AS mode, l.kind AS kind, l.name AS name,
  iif(l.kind = 'flow', substr(l.occurrence, 1, instr(l.occurrence, '/') - 1), '') AS step, m.channel AS channel,
  COALESCE(c.customer_id, '') AS customer, COALESCE(m.reason, '') AS reason, COALESCE(m.code, '') AS code,
  COALESCE(m.detail, '') AS detail, m.changed_at AS at, m.origin AS origin,
  CASE WHEN l.state NOT IN ('running', 'finished') THEN l.state WHEN c.id IS NULL THEN 'forgotten'
    WHEN {_REACHED} OR {_REPEATED} THEN 'reached'
    WHEN n.state = 'done' AND n.outcome NOT IN ('completed', 'failed', 'skipped') THEN 'left' ELSE '' END AS barred
FROM messages m JOIN origins l ON l.id = m.origin LEFT JOIN customers c ON c.id = m.customer
LEFT JOIN enrolments n ON n.id = m.enrolment WHERE m.state = :state
"""  # noqa: S608 - fixed parts
_CALLS = """
SELECT 'call', k.id, 'live', 'flow', k.flow, k.step, 'webhook', COALESCE(c.customer_id, ''),
  iif(k.attempts = 0, 'content', 'attempts'), k.code, k.detail, k.changed_at, 0,
  CASE WHEN k.attempts = 0 THEN 'unmade' WHEN c.id IS NULL THEN 'forgotten' ELSE '' END
FROM calls k LEFT JOIN customers c ON c.id = k.customer WHERE k.state = :state
"""
_CHOSEN = f"""
FROM ({_MESSAGES} UNION ALL {_CALLS}) WHERE (:kind = '' OR kind = :kind) AND (:name = '' OR name = :name)
  AND (:channel = '' OR channel = :channel) AND (:reason = '' OR reason = :reason)
"""


class Choice(NamedTuple):
    """Which failures are meant; "" is any. ``kind`` is campaign or flow; calls are of the channel "webhook".

    ``state`` is "failed", or "unknown" for messages whose answer was lost: they may have arrived.
    """

    kind: str = ""
    name: str = ""
    channel: str = ""
    reason: str = ""
    state: str = "failed"


class Group(NamedTuple):
    """Failures that are alike: how many, how many of them can be tried again, the latest and when."""

    mode: str
    kind: str
    name: str
    step: str
    channel: str
    reason: str
    failures: int
    open: int
    at: int
    code: str
    detail: str


class Failure(NamedTuple):
    """One failure; ``barred`` is why it is not tried again, "" where it can be."""

    what: str
    id: int
    mode: str
    kind: str
    name: str
    step: str
    channel: str
    customer: str
    reason: str
    code: str
    detail: str
    at: int
    origin: int
    barred: str


def groups(database: Database, choice: Choice) -> list[Group]:
    """Return the failures in groups, the latest first."""
    rows = database.rows(
        "SELECT mode, kind, name, step, channel, reason, COUNT(*), SUM(barred = ''), MAX(at), code, detail"
        f" {_CHOSEN} GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 9 DESC, 3, 4",
        choice._asdict(),
    )
    return [Group._make(row) for row in rows]


def latest(database: Database, choice: Choice, limit: int) -> list[Failure]:
    """Return the latest failures."""
    return _failures(database, f"SELECT * {_CHOSEN} ORDER BY at DESC, id DESC LIMIT :limit", choice, limit)


def chosen(database: Database, choice: Choice) -> list[Failure]:
    """Return all failures that are meant, in the order of their numbers."""
    return _failures(database, f"SELECT * {_CHOSEN} ORDER BY what, id", choice, 0)


def _failures(database: Database, statement: str, choice: Choice, limit: int) -> list[Failure]:
    return [Failure._make(row) for row in database.rows(statement, {**choice._asdict(), "limit": limit})]


def requeue_messages(database: Database, messages: list[int], now: int) -> None:
    """Queue messages that failed or are in doubt again, tries and lateness counted from ``now``; launches go on."""
    database.sql.execute(
        "UPDATE messages SET state = 'queued', reason = NULL, code = NULL, detail = NULL, due = ?1, first_due = ?1,"
        " attempts = 0, run = NULL, slot_at = NULL, changed_at = ?1"
        " WHERE id IN (SELECT value FROM json_each(?2)) AND state IN ('failed', 'unknown')",
        (now, array(messages)),
    )
    database.sql.execute(
        "UPDATE origins SET state = 'running', finished_at = NULL WHERE state = 'finished' AND id IN ("
        "SELECT m.origin FROM json_each(?) w JOIN messages m ON m.id = w.value)",
        (array(messages),),
    )


def requeue_calls(database: Database, calls: list[int], now: int) -> None:
    """Queue failed calls again; they carry the key that they carried before, by which who is called can tell."""
    database.sql.execute(
        "UPDATE calls SET state = 'queued', code = '', detail = '', attempts = 0, due = ?1, changed_at = ?1"
        " WHERE id IN (SELECT value FROM json_each(?2)) AND state = 'failed'",
        (now, array(calls)),
    )
