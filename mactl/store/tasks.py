"""Human tasks: opened by journeys, taken and done by people, closed when nobody needs them any more (M9).

Every function that writes runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mactl.store.arrays import array
from mactl.store.database import Database


class NewTask(NamedTuple):
    """A task to be opened; ``outcomes`` is a JSON array, instants are milliseconds."""

    enrolment: int
    visit: int
    flow: str
    step: str
    customer: int
    queue: str
    title: str
    script: str
    assignee: str
    outcomes: str
    opened_at: int
    due: int
    until: int


class TaskRow(NamedTuple):
    """A task as it stands, with its customer's public id, name and phone."""

    id: int
    flow: str
    step: str
    customer: str
    name: str | None
    queue: str
    title: str
    script: str
    assignee: str
    outcomes: str
    state: str
    outcome: str | None
    opened_at: int
    due: int
    until: int
    done_at: int | None
    who: str
    note: str
    enrolment: int
    phone: str | None


class Finished(NamedTuple):
    """A task that somebody did: what came of it, and when."""

    outcome: str
    at: int


_SELECT = """
SELECT t.id, t.flow, t.step, c.customer_id, c.name, t.queue, t.title, t.script, t.assignee, t.outcomes, t.state,
  t.outcome, t.opened_at, t.due, t.until, t.done_at, t.who, t.note, t.enrolment,
  (SELECT MIN(a.value) FROM addresses a WHERE a.customer = t.customer AND a.kind = 'phone')
FROM tasks t JOIN customers c ON c.id = t.customer
"""


def open_all(database: Database, tasks: Sequence[NewTask]) -> None:
    """Open tasks; one of an enrolment's visit that is there already stays as it is."""
    database.sql.executemany(
        "INSERT OR IGNORE INTO tasks (enrolment, visit, flow, step, customer, queue, title, script, assignee, outcomes,"
        " opened_at, due, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        tasks,
    )


def keep(database: Database, tasks: Sequence[tuple[str, int, int, int, int]]) -> None:
    """Let open tasks go on under another step or time: (step, due, until, enrolment, visit)."""
    database.sql.executemany(
        "UPDATE tasks SET step = ?, due = ?, until = ?"
        " WHERE enrolment = ? AND visit = ? AND state IN ('open', 'taken')",
        tasks,
    )


def close(database: Database, enrolments: Iterable[tuple[int, str]], now: int) -> None:
    """Close the tasks of (enrolment, reason) that nobody has done."""
    database.sql.executemany(
        "UPDATE tasks SET state = 'closed', outcome = ?, done_at = ?"
        " WHERE enrolment = ? AND state IN ('open', 'taken')",
        [(reason, now, enrolment) for enrolment, reason in enrolments],
    )


def finished(database: Database, visits: Sequence[tuple[int, int]]) -> dict[int, Finished]:
    """Return what came of the tasks of (enrolment, visit) that somebody did, by enrolment."""
    rows = database.rows(
        "SELECT t.enrolment, t.outcome, t.done_at FROM json_each(?) AS v JOIN tasks t"
        " ON t.enrolment = json_extract(v.value, '$[0]') AND t.visit = json_extract(v.value, '$[1]')"
        " WHERE t.state = 'done'",
        (array(visits),),
    )
    return {int(row[0]): Finished(str(row[1]), int(row[2])) for row in rows}


def by_id(database: Database, number: int) -> TaskRow | None:
    """Return the task with this row id, or None."""
    row = database.row(f"{_SELECT} WHERE t.id = ?", (number,))
    return None if row is None else TaskRow._make(row)


def waiting(
    database: Database, *, queue: str | None = None, assignee: str | None = None, due_by: int | None = None
) -> list[TaskRow]:
    """Return the tasks that wait to be done, the first due first: of a queue, of somebody, due up to an instant."""
    rows = database.rows(
        f"{_SELECT} WHERE t.state IN ('open', 'taken') AND (:queue IS NULL OR t.queue = :queue)"
        " AND (:assignee IS NULL OR t.assignee = :assignee OR t.who = :assignee)"
        " AND (:due_by IS NULL OR t.due <= :due_by) ORDER BY t.due, t.id",
        {"queue": queue, "assignee": assignee, "due_by": due_by},
    )
    return [TaskRow._make(row) for row in rows]


def ended(database: Database, limit: int) -> list[TaskRow]:
    """Return the tasks that were done or closed last, the latest first."""
    rows = database.rows(
        f"{_SELECT} WHERE t.state IN ('done', 'closed') ORDER BY t.done_at DESC, t.id DESC LIMIT ?", (limit,)
    )
    return [TaskRow._make(row) for row in rows]


def take(database: Database, number: int, who: str, now: int) -> None:
    """Note who does a task."""
    database.sql.execute("UPDATE tasks SET state = 'taken', who = ?, taken_at = ? WHERE id = ?", (who, now, number))


def finish(database: Database, number: int, outcome: str, note: str, who: str, now: int) -> None:
    """Note what came of a task, and wake the journey that waits for it."""
    database.sql.execute(
        "UPDATE tasks SET state = 'done', outcome = ?, note = ?, who = ?, done_at = ? WHERE id = ?",
        (outcome, note, who, now, number),
    )
    database.sql.execute(
        "UPDATE enrolments SET due = ? WHERE id = (SELECT enrolment FROM tasks WHERE id = ?) AND phase = 'tasked'",
        (now, number),
    )
