"""Questions that a batch of enrolments has for the store, put to it through temporary tables, set-wise (rule F8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from mactl.core.experiments.assignment import Assigned
from mactl.core.segments.sql import Sql
from mactl.store.arrays import array
from mactl.store.database import Database

TABLE = "asked"  # a column `customer`: what a condition is kept to (Context.scope)


class Asked(NamedTuple):
    """Whose events are looked through from ``since`` on; ``event`` let them in, and ``said`` are its properties."""

    enrolment: int
    customer: int
    since: int
    event: int
    said: str


def holders(database: Database, customers: Iterable[int], where: Sql) -> set[int]:
    """Return those of ``customers`` for whom ``where`` holds, a condition kept to the table ``asked``."""
    _table(database, "asked", "customer INTEGER PRIMARY KEY")
    database.sql.execute("INSERT INTO temp.asked SELECT value FROM json_each(?)", (array(sorted(customers)),))
    rows = database.rows(
        f"SELECT c.id FROM temp.asked AS scope CROSS JOIN customers AS c ON c.id = scope.customer WHERE {where.text}",  # noqa: S608 - conditions are compiled
        where.params,
    )
    return {int(row[0]) for row in rows}


def events_where(database: Database, events: Sequence[int], where: Sql) -> set[int]:
    """Return those of ``events`` (their row ids) for which ``where`` holds, over ``events AS e``."""
    rows = database.rows(
        f"SELECT e.id FROM json_each(?) w CROSS JOIN events e ON e.id = w.value WHERE {where.text}",  # noqa: S608 - as above
        (array(sorted(events)), *where.params),
    )
    return {int(row[0]) for row in rows}


def first_events(database: Database, asked: Sequence[Asked], kind: str, where: Sql) -> dict[int, int]:
    """Return when the first event of type ``kind`` came for which ``where`` holds, over ``w`` and ``events AS e``."""
    _table(database, "looking", "enrolment INTEGER PRIMARY KEY, customer, since, event, said")
    database.sql.executemany("INSERT INTO temp.looking VALUES (?, ?, ?, ?, ?)", asked)
    rows = database.rows(
        "SELECT w.enrolment, MIN(e.at) FROM temp.looking w CROSS JOIN events e INDEXED BY events_customer"  # noqa: S608 - as above
        f" ON e.customer = w.customer AND e.type = ? AND e.at >= w.since AND e.id <> w.event AND {where.text}"
        " GROUP BY w.enrolment",
        (kind, *where.params),
    )
    return {int(number): int(at) for number, at in rows}


def values(database: Database, customers: Sequence[int], column: str | None, name: str) -> dict[int, Any]:
    """Return what stands in a column of customers, or in their attribute ``name`` where ``column`` is None."""
    value = column or "json_extract(attributes, '$.\"' || ? || '\"')"
    rows = database.rows(
        f"SELECT id, {value} FROM customers WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - a name of COLUMNS
        ((array(list(customers)),) if column else (name, array(list(customers)))),
    )
    return dict(rows)


def assigned(database: Database, test: str, customers: Sequence[int]) -> dict[int, Assigned]:
    """Return what customers are to a test or split, of those who were drawn."""
    rows = database.rows(
        "SELECT a.customer, a.role, a.arm FROM json_each(?) w"
        " JOIN assignments a ON a.test = ? AND a.customer = w.value",
        (array(list(customers)), test),
    )
    return {int(customer): Assigned(role, arm) for customer, role, arm in rows}


def _table(database: Database, name: str, columns: str) -> None:
    database.sql.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")
    database.sql.execute(f"DELETE FROM temp.{name}")  # noqa: S608 - fixed names
