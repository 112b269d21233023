"""Crowds: who a condition holds for, now or at an instant past, kept in temporary tables to be compared (rule E6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mactl.core.segments.condition import Changed, Condition, Context
from mactl.core.segments.sql import Sql, fill, some
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


def leave_over(database: Database, crowd: str, one: str, other: str) -> int:
    """Put into ``crowd`` who is in ``one`` and not in ``other``; return how many."""
    _empty(database, crowd)
    database.sql.execute(
        f"INSERT INTO {crowd} SELECT customer FROM {one} WHERE customer NOT IN (SELECT customer FROM {other})"  # noqa: S608
    )
    return size(database, crowd)


def regions(database: Database, conditions: Sequence[Condition], context: Context) -> dict[tuple[bool, ...], int]:
    """Return how many customers there are of each combination of ``conditions`` that holds; none of them is one too."""
    told = fill(" || ".join(["({})"] * len(conditions)), *(condition.sql(context) for condition in conditions))
    asked = fill("SELECT {} AS held, count(*) FROM customers AS c WHERE {} GROUP BY held", told, context.scoped("c.id"))
    return {tuple(each == "1" for each in row[0]): int(row[1]) for row in database.rows(asked.text, asked.params)}


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
    history = frozenset[Changed]().union(*(condition.history(context) for condition in conditions))
    _answer(database, answers, crowd, conditions, scoped)
    if not _changed_since(database, scoped, history):
        return
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
    """Decide those of whom something that matters changed since as they were, everybody else as they are."""
    changed = _changed_since(database, context, condition.history(context))
    known = fill(_KNOWN, *[context.now] * 3)
    unchanged = fill("{} AND c.id NOT IN (SELECT customer FROM crowd_changed)", known)
    _insert(database, crowd, condition, context, unchanged if changed else known)
    if changed:
        with pasts.as_they_were(database, "crowd_changed"):
            _insert(database, crowd, condition, replace(context, scope="crowd_changed"), known)


def _changed_since(database: Database, context: Context, history: frozenset[Changed]) -> int:
    """Keep in ``crowd_changed`` who had a change of ``history`` since the instant of ``context``; return how many.

    They are to be seen as they were. Since when somebody is known is asked of everybody: sign-up counts always.
    """
    database.sql.execute(
        "CREATE TEMP TABLE IF NOT EXISTS crowd_changed (customer INTEGER PRIMARY KEY, at INTEGER, changed INTEGER)"
    )
    database.sql.execute("DELETE FROM crowd_changed")
    meant = some([_is_change(*each) for each in sorted(history | {("profile", "signup_at")})])
    # Of everybody the latest changes are read; of some their own, however many there were.
    index = Sql("changes_at" if context.scope is None else "changes_customer")
    asked = fill(
        "INSERT INTO crowd_changed SELECT DISTINCT customer, {}, 0 FROM changes INDEXED BY {} "
        "WHERE {} AND at > {} AND {}",
        *(context.now, index, context.scoped("customer"), context.now, meant),
    )
    database.sql.execute(asked.text, asked.params)
    return size(database, "crowd_changed")


def _is_change(kind: str, name: str) -> Sql:
    """Return where a row of changes is of a kind, and of a name where one is given."""
    return fill("(kind = {} AND name = {})", kind, name) if name else fill("kind = {}", kind)


def _insert(database: Database, crowd: str, condition: Condition, context: Context, among: Sql) -> None:
    asked = fill(
        "INSERT INTO {} SELECT c.id FROM customers AS c WHERE {} AND {} AND {}",
        *(Sql(crowd), context.scoped("c.id"), among, condition.sql(context)),
    )
    database.sql.execute(asked.text, asked.params)


def _empty(database: Database, crowd: str) -> None:
    database.sql.execute(f"CREATE TEMP TABLE IF NOT EXISTS {crowd} (customer INTEGER PRIMARY KEY)")
    database.sql.execute(f"DELETE FROM {crowd}")  # noqa: S608 - a crowd
