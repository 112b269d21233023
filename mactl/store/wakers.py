"""Whether every open enrolment has exactly one thing that will wake it (rule F3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mactl.store.database import Database

# What wakes an enrolment in each phase; a message that is delayed is mirrored in `due`, one that has settled is `due`.
_WRONG = """
SELECT n.id, f.id, c.customer_id, n.step, n.phase FROM enrolments n
JOIN flows f ON f.number = n.flow LEFT JOIN customers c ON c.id = n.customer
WHERE n.state = 'open' AND NOT CASE n.phase
  WHEN 'arriving' THEN n.due IS NOT NULL
  WHEN 'waiting' THEN n.due IS NOT NULL
  WHEN 'awaiting' THEN n.due IS NOT NULL
  WHEN 'tasked' THEN n.due IS NOT NULL
  WHEN 'parked' THEN f.state = 'paused'
  WHEN 'sending' THEN iif((SELECT COUNT(*) FROM messages m LEFT JOIN hearings h ON h.message = m.id
      WHERE m.enrolment = n.id AND m.visit = n.visit AND m.enrolment > 0
      AND (m.state IN ('queued', 'delayed', 'sending') OR h.message IS NOT NULL)) = 0, n.due IS NOT NULL,
      (SELECT COUNT(*) FROM messages m LEFT JOIN hearings h ON h.message = m.id
      WHERE m.enrolment = n.id AND m.visit = n.visit AND m.enrolment > 0
      AND (m.state IN ('queued', 'delayed', 'sending') OR h.message IS NOT NULL)) = 1)
  ELSE 0 END
ORDER BY n.id
"""


class Stuck(NamedTuple):
    """An open enrolment with no waker, or with two."""

    enrolment: int
    flow: str
    customer: str | None
    step: str
    phase: str


def wrong(database: Database) -> Iterator[Stuck]:
    """Yield the open enrolments without exactly one waker."""
    return (Stuck._make(row) for row in database.rows(_WRONG))
