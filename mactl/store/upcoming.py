"""When something comes due next: each question is answered by the index that the tick itself reads."""

from __future__ import annotations

from mactl.store.database import Database

_QUESTIONS = (
    "SELECT MIN(due) FROM enrolments WHERE due IS NOT NULL AND phase <> 'parked' AND due > ?",
    "SELECT MIN(due) FROM clocks WHERE due > ?",
    "SELECT MIN(due) FROM hearings WHERE due > ?",
    "SELECT MIN((SELECT MIN(w.due) FROM watches w WHERE w.segment = s.number AND w.due > ?)) FROM segments s",
    "SELECT MIN(due) FROM calls WHERE state = 'queued' AND due > ?",
    "SELECT MIN(next_due) FROM campaigns WHERE state = 'scheduled' AND next_due > ?",
    "SELECT MIN(next_look) FROM experiments WHERE state = 'running' AND next_look > ?",
    (
        "SELECT MIN((SELECT MIN(m.due) FROM messages m WHERE m.origin = o.id AND m.channel IN"
        " ('email', 'sms', 'wechat', 'push', 'inapp') AND m.due > ? AND m.state IN ('queued', 'delayed')))"
        " FROM origins o WHERE o.state = 'running'"
    ),
)


def after(database: Database, now: int) -> int | None:
    """Return the first instant after ``now`` at which something is due, or None.

    What was due before is not counted: a tick has looked at it and left it.
    """
    found = [row[0] for question in _QUESTIONS if (row := database.row(question, (now,))) and row[0] is not None]
    return min(found, default=None)
