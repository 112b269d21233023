"""Columns over customers, a place a customer: what they did, what their profiles say, what they are tagged with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from mactl.core.segments.facts import Activity
from mactl.core.segments.sql import fill
from mactl.store.database import Database

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints
    from mactl.core.segments.sql import Sql

_LONG_AGO = -(2**62)


def everybody(database: Database) -> Ints:
    """Return the row ids of all customers, ascending."""
    return _ints(database, "SELECT id FROM customers ORDER BY id")[:, 0]


def names(database: Database, customers: Ints) -> list[str]:
    """Return the ids of customers, given in ascending order of their row ids."""
    wanted = set(customers.tolist())
    rows = database.rows("SELECT id, customer_id FROM customers ORDER BY id")
    return [str(name) for number, name in rows if number in wanted]


def did(database: Database, customers: Ints, types: Sequence[str], since: int | None, until: int) -> Activity:
    """Return how often and when last customers did one of ``types`` after ``since`` and up to ``until``."""
    marks = ", ".join("?" * len(types))
    if since is None and until >= database.number(f"SELECT max(at) FROM events WHERE type IN ({marks})", types):  # noqa: S608
        counted = (
            f"SELECT customer, sum(count), max(last_at) FROM rollups WHERE type IN ({marks}) "  # noqa: S608 - marks only
            "GROUP BY customer ORDER BY customer"
        )
        return _activity(_ints(database, counted, types, 3), customers)
    counted = (
        f"SELECT customer, count(*), max(at) FROM events WHERE type IN ({marks}) AND at > ? AND at <= ? "  # noqa: S608
        "GROUP BY customer ORDER BY customer"
    )
    asked = (*types, _LONG_AGO if since is None else since, until)
    return _activity(_ints(database, counted, asked, 3), customers)


def read(database: Database, customers: Ints, since: int | None, until: int) -> Activity:
    """Return how many live messages customers opened or clicked (not machines), and when last."""
    asked = (
        "SELECT customer, count(*), max(at) FROM (SELECT m.customer, "
        "max(ifnull(m.opened_at, m.clicked_at), ifnull(m.clicked_at, m.opened_at)) AS at FROM messages AS m "
        "JOIN origins AS o ON o.id = m.origin WHERE o.mode = 'live' AND (m.opened_at > 0 OR m.clicked_at > 0)) "
        "WHERE at > ? AND at <= ? GROUP BY customer ORDER BY customer"
    )
    return _activity(_ints(database, asked, (_LONG_AGO if since is None else since, until), 3), customers)


def column(database: Database, value: Sql) -> list[str | None]:
    """Return an expression over ``customers AS c`` for everybody, by row id, as text; None where it is missing."""
    asked = fill("SELECT nullif(cast({} AS TEXT), '') FROM customers AS c ORDER BY c.id", value)
    return [row[0] for row in database.rows(asked.text, asked.params)]


def tags(database: Database, customers: Ints) -> dict[str, Ints]:
    """Return the places of those who have each tag, the most frequent tag first."""
    import numpy as np

    known = [str(row[0]) for row in database.rows("SELECT tag FROM tags GROUP BY tag ORDER BY count(*) DESC, tag")]
    found = {}
    for tag in known:
        rows = _ints(database, "SELECT customer FROM tags WHERE tag = ? ORDER BY customer", (tag,))[:, 0]
        found[tag] = np.searchsorted(customers, rows)
    return found


def tagged(database: Database, source: str) -> dict[str, set[int]]:
    """Return who has each of the tags whose source begins with ``source``."""
    found: dict[str, set[int]] = {}
    asked = "SELECT tag, customer FROM tags WHERE source >= ? AND source < ? || char(1114111)"
    for tag, customer in database.rows(asked, (source, source)):
        found.setdefault(str(tag), set()).add(int(customer))
    return found


def _ints(database: Database, asked: str, params: Sequence[object] = (), width: int = 1) -> Ints:
    import numpy as np

    return np.fromiter(chain.from_iterable(database.rows(asked, params)), np.int64).reshape(-1, width)


def _activity(found: Ints, customers: Ints) -> Activity:
    import numpy as np

    place = np.searchsorted(customers, found[:, 0])
    count, last = np.zeros(len(customers), np.int64), np.zeros(len(customers), np.int64)
    count[place], last[place] = found[:, 1], found[:, 2]
    return Activity(count=count, last_at=last)
