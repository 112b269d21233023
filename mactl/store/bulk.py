"""Many customers at once: whole columns go to SQLite in few statements.

Customers go as rows of bound values, many to a statement; what is the same for many of them (their consents, their
tags) goes once, joined to a JSON array that says whose it is. Statements are few and long because SQLite runs them
without holding up Python, which reads the next chunk meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

from mactl.store import many, touched
from mactl.store.arranged import Arranged, Shared
from mactl.store.database import Database
from mactl.store.stamp import Stamp

_FEW = 8  # groups smaller than this on average are bound row by row


def create(database: Database, new: Arranged, stamp: Stamp) -> int:
    """Add customers whom nobody knows yet, with all that their rows say; return how many.

    Their first values are no changes (E6).

    Raises:
        sqlite3.IntegrityError: an id or address is taken; the caller undoes what was written (OR FAIL leaves that to
            them, and so keeps no copy of pages to undo a single statement from).
    """
    if not new.count:
        return 0
    base = following(database)
    _customers(database, new, stamp)
    _addresses(database, new, base, stamp.now)
    _give(database, _CONSENTS, new.consents, new.consents.kinds, base)
    tagged = [[(tag, stamp.now, stamp.source) for tag in kind] for kind in new.tags.kinds]
    _give(database, _TAGS, new.tags, tagged, base)
    touched.span(database, base, base + new.count, stamp.now)
    return new.count


def following(database: Database) -> int:
    """Return the number that the next new customer gets."""
    return database.number("SELECT max(id) FROM customers") + 1


def _customers(database: Database, new: Arranged, stamp: Stamp) -> None:
    """Add customers; SQLite numbers them itself from `following` on, which costs less than being told."""
    fixed = ("import_batch", "created_at", "updated_at", "customer_id", stamp.digest, "attributes")
    many.insert(
        database,
        f"INSERT OR FAIL INTO customers ({', '.join((*fixed, *new.columns))}) VALUES ",  # noqa: S608 - names from COLUMNS
        f"(?1, ?2, ?2{', ?' * new.width})",
        new.rows,
        new.width,
        stamp.batch,
        stamp.now,
    )


def _addresses(database: Database, new: Arranged, base: int, now: int) -> None:
    """Add addresses: a column a kind that customers have one of, the others row by row."""
    for kind, values in new.addresses.items():
        some = " WHERE value IS NOT NULL" if "null" in values else ""
        database.sql.execute(
            "INSERT OR FAIL INTO addresses (kind, value, customer, since) "  # noqa: S608 - a constant
            f"SELECT ?, value, ? + key, ? FROM json_each(?){some}",
            (kind, base, now, values),
        )
    database.sql.executemany(
        "INSERT INTO addresses (kind, value, customer, platform, since) VALUES (?, ?, ?, nullif(?, ''), ?)",
        [(kind, value, base + place, platform, now) for kind, value, place, platform in new.others],
    )


class _Table(NamedTuple):
    """A table that holds several rows of a customer: how they are inserted, their columns, the first in their key."""

    insert: str
    name: str
    columns: tuple[str, ...]
    keys: int


_CONSENTS = _Table("INSERT OR REPLACE", "consents", ("channel", "topic", "status", "at", "source", "proof"), 2)
_TAGS = _Table("INSERT OR IGNORE", "tags", ("tag", "at", "source"), 1)


def _give(
    database: Database, table: _Table, whose: Shared[Any], kinds: Sequence[Sequence[tuple[Any, ...]]], base: int
) -> None:
    """Give customers, from ``base`` on, the rows of their kinds."""
    columns = ", ".join(table.columns)
    head = f"{table.insert} INTO {table.name} (customer, {columns})"
    if len(kinds) * _FEW > len(whose.which):
        each = ((customer, *row) for customer, kind in enumerate(whose.which, base) for row in kinds[kind])
        cells = f"(?{', ?' * len(table.columns)})"
        many.insert(database, f"{head} VALUES ", cells, list(chain.from_iterable(each)), 1 + len(table.columns))
    elif any(kinds):
        _hold(database, table, kinds)
        rows = f"json_each(?) AS w CROSS JOIN {table.name}_alike AS a ON a.kind = w.value"
        database.sql.execute(f"{head} SELECT ? + w.key, {columns} FROM {rows}", (base, whose.json))  # noqa: S608 - constants


def _hold(database: Database, table: _Table, kinds: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    """Write the rows of each kind into a temporary table, in the order of ``table``'s key: so they are appended."""
    sql, columns = database.sql, ", ".join(table.columns)
    sql.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {table.name}_alike (kind INTEGER, {columns}, "
        f"PRIMARY KEY (kind, {', '.join(table.columns[: table.keys])})) WITHOUT ROWID"
    )
    sql.execute(f"DELETE FROM {table.name}_alike")  # noqa: S608 - a constant
    sql.executemany(
        f"INSERT OR REPLACE INTO {table.name}_alike VALUES (?{', ?' * len(table.columns)})",  # noqa: S608 - as above
        [(place, *row) for place, kind in enumerate(kinds) for row in kind],
    )
