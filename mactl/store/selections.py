"""Who a condition holds for: counted, streamed, previewed, or decided for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from mactl.core.schedule.zones import find
from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.sql import Sql, fill
from mactl.store.database import Database

FIRST = 20


def context_for(
    database: Database,
    now: int,
    zone: str,
    *,
    segments: Mapping[str, Condition] | None = None,
    campaigns: Mapping[str, str] | None = None,
    mode: Literal["live", "sandbox"] = "live",
) -> Context:
    """Return the context to decide in at ``now``: it knows the zones that customers live in.

    ``zone`` is the workspace's. ``segments`` are the conditions of segments by id and name
    (``core.segments.definitions``), ``campaigns`` the ids of campaigns by name. Make one a command: reading the zones
    looks at every customer.
    """
    known = zones(database, zone)
    return Context(now=now, zone=zone, zones=known, segments=segments or {}, campaigns=campaigns or {}, mode=mode)


def zones(database: Database, zone: str, people: str = "") -> tuple[str, ...]:
    """Return the zones other than ``zone`` that customers live in: all, or those of the table ``people``."""
    source = f"{people} AS w CROSS JOIN customers AS c ON c.id = w.customer" if people else "customers AS c"
    found = database.rows(f"SELECT DISTINCT c.time_zone FROM {source} WHERE c.time_zone <> ''")  # noqa: S608 - a table
    return tuple(sorted(str(name) for (name,) in found if name != zone and find(str(name))))


def select(condition: Condition, context: Context) -> Sql:
    """Return the statement that selects the row ids (``id``) of those for whom ``condition`` holds."""
    return fill("SELECT c.id FROM customers AS c WHERE {}", where(condition, context))


def where(condition: Condition, context: Context) -> Sql:
    """Return the expression over ``customers AS c`` that holds where ``condition`` does, inside the context's scope."""
    return fill("{} AND {}", context.scoped("c.id"), condition.sql(context))


def count(database: Database, condition: Condition, context: Context) -> int:
    """Return how many customers ``condition`` holds for."""
    asked = fill("SELECT COUNT(*) FROM customers AS c WHERE {}", where(condition, context))
    return database.number(asked.text, asked.params)


def counts(database: Database, conditions: Sequence[Condition], context: Context) -> list[int]:
    """Return how many customers each of ``conditions`` holds for, in one pass over the customers."""
    held = (fill("IFNULL(SUM({}), 0)", condition.sql(context)) for condition in conditions)
    asked = fill(
        "SELECT {} FROM customers AS c WHERE {}",
        *(fill(", ".join(["{}"] * len(conditions)), *held), context.scoped("c.id")),
    )
    return [int(each) for each in database.row(asked.text, asked.params) or ()]


def anybody(database: Database, condition: Condition, context: Context) -> bool:
    """Return whether ``condition`` holds for anybody; the first one found is enough."""
    asked = fill("{} LIMIT 1", select(condition, context))
    return database.row(asked.text, asked.params) is not None


def ids(database: Database, condition: Condition, context: Context) -> Iterator[int]:
    """Yield the row ids of those for whom ``condition`` holds, in order; nothing is kept in memory."""
    asked = fill("{} ORDER BY c.id", select(condition, context))
    return (int(row[0]) for row in database.rows(asked.text, asked.params))


def first(database: Database, condition: Condition, context: Context, most: int = FIRST) -> list[str]:
    """Return the ids of the first customers, ``most`` of them, for whom ``condition`` holds."""
    asked = fill(
        "SELECT c.customer_id FROM customers AS c WHERE {} ORDER BY c.id LIMIT {}", where(condition, context), most
    )
    return [str(row[0]) for row in database.rows(asked.text, asked.params)]


def holds(database: Database, condition: Condition, customer: int, context: Context) -> bool:
    """Return whether ``condition`` holds for the customer with the row id ``customer``."""
    return count(database, condition, replace(context, scope=customer)) == 1


def named(
    database: Database, condition: Condition, context: Context, value: Sql | None = None
) -> Iterator[tuple[str, str | None]]:
    """Yield the ids of those for whom ``condition`` holds, each with an expression over ``customers AS c`` as text."""
    asked = fill(
        "SELECT c.customer_id, nullif(cast({} AS TEXT), '') FROM customers AS c WHERE {} ORDER BY c.id",
        *(fill("{}", None) if value is None else value, where(condition, context)),
    )
    yield from database.rows(asked.text, asked.params)
