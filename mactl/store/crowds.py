"""Crowds: who a condition holds for, now or at an instant past, kept in temporary tables to be compared (rule E6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.sql import Sql, fill
from mactl.store import pasts
from mactl.store.database import Database

# A customer is known from the earliest of: entry here, sign-up, first event.
_KNOWN = (
    "(c.created_at <= {} OR c.signup_at <= {} OR EXISTS (SELECT 1 FROM rollups AS r "
    "WHERE r.customer = c.id AND r.first_at <= {}))"
)


def gather(database: Database, crowd: str, condition: Condition, context: Context) -> int:
    """Put those for whom ``condition`` holds into the table ``crowd``; return how many.

    With ``context.past`` they are those for whom it held at ``context.now``, as they were then.
    """
    _empty(database, crowd)
    if not context.past:
        _insert(database, crowd, condition, context, Sql("1"))
    else:
        _gather_past(database, crowd, condition, context)
    return size(database, crowd)


def size(database: Database, crowd: str) -> int:
    """Return how many are in a crowd."""
    return database.number(f"SELECT count(*) FROM {crowd}")  # noqa: S608 - a crowd


def combine(database: Database, crowd: str, one: str, other: str, *, both: bool) -> int:
    """Put into ``crowd`` who is in ``one`` and (``both``), or not, in ``other``; return how many."""
    _empty(database, crowd)
    database.sql.execute(
        f"INSERT INTO {crowd} SELECT customer FROM {one} WHERE customer "  # noqa: S608 - crowds
        f"{'IN' if both else 'NOT IN'} (SELECT customer FROM {other})"
    )
    return size(database, crowd)


def shared(database: Database, one: str, other: str) -> int:
    """Return how many are in both crowds."""
    return database.number(
        f"SELECT count(*) FROM {one} WHERE customer IN (SELECT customer FROM {other})"  # noqa: S608 - crowds
    )


def regions(database: Database, crowds: Sequence[str]) -> dict[tuple[bool, ...], int]:
    """Return how many are in each combination of the crowds, and in no other."""
    inside = ", ".join(f"customer IN {name}" for name in crowds)
    union = " UNION ".join(f"SELECT customer FROM {name}" for name in crowds)  # noqa: S608 - crowds
    places = ", ".join(str(place + 1) for place in range(len(crowds)))
    rows = database.rows(f"SELECT {inside}, count(*) FROM ({union}) GROUP BY {places}")  # noqa: S608 - crowds
    return {tuple(bool(each) for each in row[:-1]): int(row[-1]) for row in rows}


def names(database: Database, crowd: str, first: int) -> list[tuple[int, str]]:
    """Return the first of a crowd: row ids and ids, in order."""
    rows = database.rows(
        f"SELECT c.id, c.customer_id FROM {crowd} AS w CROSS JOIN customers AS c ON c.id = w.customer "  # noqa: S608
        "ORDER BY c.id LIMIT ?",
        (first,),
    )
    return [(int(number), str(name)) for number, name in rows]


def decide(database: Database, answers: str, crowd: str, conditions: Sequence[Condition], context: Context) -> None:
    """Put into the table ``answers`` (customer, held) which of ``conditions`` hold for each of a crowd, as "0110".

    Who was not known at an instant past is left out.
    """
    database.sql.execute(f"CREATE TEMP TABLE IF NOT EXISTS {answers} (customer INTEGER PRIMARY KEY, held TEXT)")
    database.sql.execute(f"DELETE FROM {answers}")  # noqa: S608 - a table of answers
    scoped = replace(context, scope=crowd)
    if not context.past:
        _answer(database, answers, crowd, conditions, scoped)
        return
    _changed_since(database, context.now, fill("customer IN (SELECT customer FROM {})", Sql(crowd)))
    _answer(database, answers, crowd, conditions, scoped)
    with pasts.as_they_were(database, "crowd_changed"):
        _answer(database, answers, crowd, conditions, scoped)


def tally(database: Database, crowd: str, answers: Sequence[str]) -> dict[tuple[str | None, ...], int]:
    """Return how many of a crowd have which answers, most of them first; None where somebody has none."""
    held, joined = _held(answers)
    places = ", ".join(str(place + 1) for place in range(len(answers)))
    rows = database.rows(
        f"SELECT {held}, count(*) AS n FROM {crowd} AS w {joined} GROUP BY {places} ORDER BY n DESC"  # noqa: S608
    )
    return {tuple(row[:-1]): int(row[-1]) for row in rows}


def answered(
    database: Database, crowd: str, answers: Sequence[str], first: int
) -> list[tuple[str, tuple[str | None, ...]]]:
    """Return the first of a crowd in order, each with their answers."""
    held, joined = _held(answers)
    rows = database.rows(
        f"SELECT c.customer_id, {held} FROM {crowd} AS w CROSS JOIN customers AS c ON c.id = w.customer {joined} "  # noqa: S608
        "ORDER BY w.customer LIMIT ?",
        (first,),
    )
    return [(str(row[0]), tuple(row[1:])) for row in rows]


def _held(answers: Sequence[str]) -> tuple[str, str]:
    """Return the columns of several tables of answers, and the joins with them."""
    joined = " ".join(f"LEFT JOIN {each} ON {each}.customer = w.customer" for each in answers)
    return ", ".join(f"{each}.held" for each in answers), joined


def _answer(database: Database, answers: str, crowd: str, conditions: Sequence[Condition], context: Context) -> None:
    told = fill(" || ".join(["({})"] * len(conditions)), *(condition.sql(context) for condition in conditions))
    known = fill(_KNOWN, *[context.now] * 3) if context.past else Sql("1")
    people = fill("{} AS w CROSS JOIN customers AS c ON c.id = w.customer", Sql(crowd))
    asked = fill("INSERT OR REPLACE INTO {} SELECT c.id, {} FROM {} WHERE {}", Sql(answers), told, people, known)
    database.sql.execute(asked.text, asked.params)


def _gather_past(database: Database, crowd: str, condition: Condition, context: Context) -> None:
    """Decide those who changed since as they were, everybody else as they are."""
    _changed_since(database, context.now, Sql("1"))
    known = fill(_KNOWN, *[context.now] * 3)
    unchanged = fill("{} AND c.id NOT IN (SELECT customer FROM crowd_changed)", known)
    _insert(database, crowd, condition, context, unchanged)
    if size(database, "crowd_changed"):
        with pasts.as_they_were(database, "crowd_changed"):
            _insert(database, crowd, condition, replace(context, scope="crowd_changed"), known)


def _changed_since(database: Database, at: int, among: Sql) -> None:
    """Keep who has changed since an instant, to be seen as they were."""
    database.sql.execute(
        "CREATE TEMP TABLE IF NOT EXISTS crowd_changed (customer INTEGER PRIMARY KEY, at INTEGER, changed INTEGER)"
    )
    database.sql.execute("DELETE FROM crowd_changed")
    asked = fill(
        "INSERT INTO crowd_changed SELECT DISTINCT customer, {}, 0 FROM changes WHERE at > {} AND {}", at, at, among
    )
    database.sql.execute(asked.text, asked.params)


def _insert(database: Database, crowd: str, condition: Condition, context: Context, among: Sql) -> None:
    asked = fill(
        "INSERT INTO {} SELECT c.id FROM customers AS c WHERE {} AND {} AND {}",
        *(Sql(crowd), context.scoped("c.id"), among, condition.sql(context)),
    )
    database.sql.execute(asked.text, asked.params)


def _empty(database: Database, crowd: str) -> None:
    database.sql.execute(f"CREATE TEMP TABLE IF NOT EXISTS {crowd} (customer INTEGER PRIMARY KEY)")
    database.sql.execute(f"DELETE FROM {crowd}")  # noqa: S608 - a crowd
