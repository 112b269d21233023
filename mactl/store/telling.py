"""What an engine did for the customers of a world, as stories tell it: instants that count, kinds, a few words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from mactl.store.database import Database


class Told(NamedTuple):
    """One thing done: ``at`` is the instant that counts; ``words`` are its step, channel, reason, tag ..."""

    at: int
    kind: str
    words: tuple[str, ...]


@dataclass(slots=True)
class Seen:
    """What is noticed as it happens, because the store keeps only the latest of it: messages that were delayed."""

    delays: dict[tuple[int, int], Told] = field(default_factory=dict)
    known: dict[int, tuple[str, int]] = field(default_factory=dict)


# The channel is that of the last attempt: a fallback's, where it came to that.
_TRAIL = """
SELECT t.at, t.what, t.step, t.detail, (SELECT m.channel FROM messages m WHERE m.enrolment = t.enrolment
  AND m.visit = t.visit ORDER BY m.position DESC LIMIT 1), t.id
FROM trail t WHERE t.what IN ('sent', 'skipped', 'failed', 'exit', 'unknown') ORDER BY t.id
"""
_TASKS = "SELECT opened_at, step FROM tasks ORDER BY id"
_TAGS = "SELECT at, CASE WHEN new IS NULL THEN '-' ELSE '+' END || name FROM changes WHERE kind = 'tag' ORDER BY id"
_GRANTS = "SELECT at, name FROM grants WHERE kind = 'coupon' AND state <> 'returned' ORDER BY id"
_CALLS = "SELECT at, step FROM calls ORDER BY id"
_DELAYED = """
SELECT m.id, m.due, m.reason, substr(o.occurrence, 1, instr(o.occurrence, '/') - 1) FROM messages m
JOIN origins o ON o.id = m.origin WHERE m.enrolment > 0 AND m.state = 'delayed' ORDER BY m.id
"""


def notice(database: Database, seen: Seen, at: int) -> None:
    """Notice which messages were delayed at ``at``."""
    for number, due, reason, step in database.rows(_DELAYED):
        if seen.known.get(number) != (reason, due):
            seen.known[number] = (reason, due)
            seen.delays[number, due] = Told(at, "delayed", (str(step), str(reason)))


def everything(database: Database, seen: Seen) -> list[Told]:
    """Return all that was done, in the order of the instants that count."""
    found: list[tuple[int, int, Told]] = []
    for at, what, step, detail, channel, number in database.rows(_TRAIL):
        words = (detail,) if what == "exit" else (step, channel if what in {"sent", "unknown"} else detail)
        found.append((at, number, Told(at, "sent" if what == "unknown" else what, tuple(words))))
    for kind, question in (("task", _TASKS), ("tag", _TAGS), ("grant", _GRANTS), ("webhook", _CALLS)):
        found += [(at, 0, Told(at, kind, (word,))) for at, word in database.rows(question)]
    found += [(one.at, 0, one) for one in seen.delays.values()]
    return [one for _at, _number, one in sorted(found, key=lambda each: each[:2])]
