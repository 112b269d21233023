"""What flows did in a world: people, messages and costs, step by step and day by day."""

from __future__ import annotations

from typing import NamedTuple

from mactl.core.segments.sql import TRUE, Sql, fill
from mactl.store.database import Database


class StepFigure(NamedTuple):
    """How often something came of a step: ``what`` is sent, skipped ...; ``detail`` its channel, or its reason."""

    flow: str
    step: str
    what: str
    detail: str
    people: int
    messages: int
    cost: int


class Figures(NamedTuple):
    """All of it: who entered each flow and how it ended for them, what came of each step, messages of each day."""

    entered: list[tuple[str, int, int]]  # flow, people, of them held out
    ended: list[tuple[str, str, int]]  # flow, outcome, people
    steps: list[StepFigure]
    messages: list[tuple[str, str, str, int, int, str, str]]  # customer, flow, step, visit, first_due, channel, state


_ENTERED = (
    "SELECT f.id, COUNT(*), SUM(n.held) FROM enrolments n JOIN flows f ON f.number = n.flow GROUP BY 1 ORDER BY 1"
)
_ENDED = """
SELECT f.id, CASE WHEN n.state = 'open' THEN '' ELSE n.outcome END, COUNT(*) FROM enrolments n
JOIN flows f ON f.number = n.flow {only} GROUP BY 1, 2 ORDER BY 1, 3 DESC
"""
# What was sent and is assumed to have been opened or clicked was sent all the same.
_STEPS = """
SELECT o.name, substr(o.occurrence, 1, instr(o.occurrence, '/') - 1),
  CASE WHEN m.state IN ('delivered', 'opened', 'clicked') THEN 'sent' ELSE m.state END,
  CASE WHEN m.state IN ('skipped', 'failed', 'delayed') THEN COALESCE(m.reason, '') ELSE m.channel END,
  COUNT(DISTINCT m.customer), COUNT(*),
  COALESCE(SUM(CASE WHEN m.state IN ('sent', 'delivered', 'opened', 'clicked') THEN m.cost END), 0)
FROM messages m JOIN origins o ON o.id = m.origin WHERE m.enrolment > 0 {only} GROUP BY 1, 2, 3, 4
ORDER BY 1, MIN(MIN(m.id)) OVER (PARTITION BY o.name, substr(o.occurrence, 1, instr(o.occurrence, '/') - 1)), 3, 6 DESC
"""
_MESSAGES = """
SELECT c.customer_id, o.name, substr(o.occurrence, 1, instr(o.occurrence, '/') - 1), m.visit, m.first_due, m.channel,
  m.state || COALESCE(':' || m.reason, '')
FROM messages m JOIN origins o ON o.id = m.origin JOIN customers c ON c.id = m.customer WHERE m.enrolment > 0
ORDER BY m.first_due, c.customer_id, o.name, m.visit, m.channel
"""


# In a copy of the present (retold.present): what is still to come for those who were inside.
_STILL = (
    "AND m.enrolment IN (SELECT enrolment FROM temp.inside) AND m.id NOT IN (SELECT message FROM temp.settled)"
    " AND m.state NOT IN ('queued', 'delayed')"
)
_INSIDE = "WHERE n.id IN (SELECT enrolment FROM temp.inside)"


def figures(database: Database) -> Figures:
    """Return what flows did in ``database``."""
    return Figures(
        entered=[(str(a), int(b), int(c)) for a, b, c in database.rows(_ENTERED)],
        ended=_ended(database, ""),
        steps=_steps(database, ""),
        messages=[tuple(row) for row in database.rows(_MESSAGES)],
    )


def still_to_come(database: Database) -> Figures:
    """Return what became of those who were inside a flow, in a copy of the present that went on."""
    return Figures(entered=[], ended=_ended(database, _INSIDE), steps=_steps(database, _STILL), messages=[])


def _ended(database: Database, only: str) -> list[tuple[str, str, int]]:
    return [(str(a), str(b), int(c)) for a, b, c in database.rows(_ENDED.format(only=only))]


def _steps(database: Database, only: str) -> list[StepFigure]:
    return [StepFigure._make(row) for row in database.rows(_STEPS.format(only=only))]


def taking_part(database: Database, key: str, share: float, most: int | None, where: Sql | None) -> list[int] | None:
    """Return the row ids of those who take part, drawn by ``key``, the same ones each time; None: everybody.

    ``where`` is an expression over ``customers AS c``.
    """
    if share >= 1 and most is None and where is None:
        return None
    asked = fill(
        "SELECT c.id FROM customers AS c WHERE share({}, c.customer_id) < {} AND {}"
        " ORDER BY share({}, c.customer_id) LIMIT {}",
        *(key, share, where or TRUE, key, -1 if most is None else most),
    )
    return [int(row[0]) for row in database.rows(asked.text, asked.params)]


class Out(NamedTuple):
    """A message of a flow that went out: whose (row id and public id), of which flow and step, when."""

    customer: int
    customer_id: str
    flow: str
    step: str
    visit: int
    channel: str
    at: int


def index(copy: Database) -> None:
    """Let what went out be found by its instant; of a copy in memory alone."""
    copy.sql.execute("CREATE INDEX messages_went_out ON messages (sent_at) WHERE sent_at IS NOT NULL AND enrolment > 0")


def went_out(copy: Database, after: int) -> list[Out]:
    """Return the messages of flows that went out after an instant."""
    rows = copy.rows(
        "SELECT c.id, c.customer_id, o.name, substr(o.occurrence, 1, instr(o.occurrence, '/') - 1), m.visit,"
        " m.channel, m.sent_at FROM messages m INDEXED BY messages_went_out JOIN customers c ON c.id = m.customer"
        " JOIN origins o ON o.id = m.origin WHERE m.sent_at > ? AND m.enrolment > 0 ORDER BY m.id",
        (after,),
    )
    return [Out._make(row) for row in rows]
