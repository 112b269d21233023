"""The members of segments as they are written down, and when to look again (rules S1 to S3, E5)."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.sql import NEVER, Sql, fill
from mactl.store.database import Database

_FACT = "segments"


class Known(NamedTuple):
    """How far segments are evaluated: at which instant, with the events up to which number, and changes alike."""

    at: int = 0
    event: int = 0
    change: int = 0


class Kept(NamedTuple):
    """A segment whose members are written down."""

    number: int
    id: str
    version: str
    evaluated_at: int


def known(database: Database) -> Known:
    """Return how far segments are evaluated."""
    found = database.fact(_FACT)
    return Known(*json.loads(found)) if found else Known()


def reach(database: Database, at: int) -> Known:
    """Return how far an evaluation at ``at`` that begins now will have come."""
    event = database.number("SELECT max(id) FROM events")
    return Known(at, event, database.number("SELECT max(id) FROM changes"))


def remember(database: Database, reached: Known) -> None:
    """Write down how far segments are evaluated, unless another process has come further meanwhile."""
    before = known(database)
    database.set_fact(_FACT, json.dumps([max(pair) for pair in zip(before, reached, strict=True)]))


def kept(database: Database) -> dict[str, Kept]:
    """Return the segments whose members are written down, by id."""
    return {row[1]: Kept(*row) for row in database.rows("SELECT number, id, version, evaluated_at FROM segments")}


def count(database: Database, segment: int) -> int:
    """Return how many members a segment has."""
    return database.number("SELECT count(*) FROM members WHERE segment = ?", (segment,))


def members(database: Database, segment: int) -> list[int]:
    """Return the row ids of a segment's members."""
    return [row[0] for row in database.rows("SELECT customer FROM members WHERE segment = ?", (segment,))]


def current(database: Database, now: int) -> dict[str, Kept]:
    """Return, by id, the segments of which what is written down holds at ``now``: nobody changed, nothing is due."""
    if known(database).at > now or database.row("SELECT 1 FROM touched LIMIT 1"):
        return {}
    due = "SELECT 1 FROM watches WHERE segment = ? AND due <= ? LIMIT 1"
    return {one.id: one for one in kept(database).values() if not database.row(due, (one.number, now))}


def retire(database: Database, defined: Collection[str], live: Collection[str]) -> None:
    """Drop segments that are defined no more; those defined that cannot be evaluated now are in full when they can."""
    for one in kept(database).values():
        if one.id not in defined:
            drop(database, one.number)
        elif one.id not in live and one.version:
            database.sql.execute("UPDATE segments SET version = '' WHERE number = ?", (one.number,))


def drop(database: Database, segment: int) -> None:
    """Remove a segment with its members."""
    for table in ("members", "watches"):
        database.sql.execute(f"DELETE FROM {table} WHERE segment = ?", (segment,))  # noqa: S608 - of two
    database.sql.execute("DELETE FROM segments WHERE number = ?", (segment,))


def evaluate(database: Database, segment: str, version: str, condition: Condition, context: Context) -> Moved:
    """Evaluate a segment for everybody, in the caller's transaction, and return who came and who went.

    Who was a member stays one since then; who was not is one since now.
    """
    sql = database.sql
    sql.execute("INSERT OR IGNORE INTO segments (id, version, evaluated_at) VALUES (?, '', 0)", (segment,))
    number = database.number("SELECT number FROM segments WHERE id = ?", (segment,))
    sql.execute("UPDATE segments SET version = ?, evaluated_at = ? WHERE number = ?", (version, context.now, number))
    sql.execute("CREATE TEMP TABLE IF NOT EXISTS found (customer INTEGER PRIMARY KEY)")
    sql.execute("DELETE FROM found")
    _run(database, fill("INSERT INTO found SELECT c.id FROM customers AS c WHERE {}", condition.sql(context)))
    gone = "FROM members WHERE segment = ? AND customer NOT IN (SELECT customer FROM found)"
    come = "FROM found WHERE customer NOT IN (SELECT customer FROM members WHERE segment = ?)"
    moved = Moved(number, _numbers(database, come, number), _numbers(database, gone, number))
    sql.execute(f"DELETE {gone}", (number,))
    sql.execute("INSERT OR IGNORE INTO members SELECT ?, customer, ? FROM found", (number, context.now))
    _watch(database, number, condition.turn(context))
    return moved


class Moved(NamedTuple):
    """Who entered and who left a segment of this number in a full evaluation."""

    segment: int
    entered: list[int]
    left: list[int]


def _numbers(database: Database, rows: str, segment: int) -> list[int]:
    return [row[0] for row in database.rows(f"SELECT customer {rows}", (segment,))]


def _watch(database: Database, segment: int, turn: Sql | None) -> None:
    database.sql.execute("DELETE FROM watches WHERE segment = ?", (segment,))
    if turn is not None:
        rows = fill("SELECT c.id AS customer, {} AS due FROM customers AS c", turn)
        asked = fill("INSERT INTO watches SELECT {}, customer, due FROM ({}) WHERE due < {}", segment, rows, NEVER)
        _run(database, asked)


def _run(database: Database, statement: Sql) -> None:
    database.sql.execute(statement.text, statement.params)
