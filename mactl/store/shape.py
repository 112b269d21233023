"""The database looked at from outside, by sqlite-utils: whether it has the shape that the migrations give, and rows
that belong to nobody.

SQLite would refuse neither a table altered by hand nor a customer deleted past mactl; a check that knows every table
by its own description finds both, in tables of later migrations, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mactl.store.database import Database, pristine


def differences(database: Database) -> Iterator[str]:
    """Yield the tables, columns (as ``table.column``) and indexes of the migrations that are missing."""
    from sqlite_utils import Database as Inspector

    with pristine() as fresh:
        wanted, found = Inspector(fresh), Inspector(database.sql)
        names = set(found.table_names())
        for table in wanted.tables:
            if table.name not in names:
                yield table.name
                continue
            yield from sorted(f"{table.name}.{name}" for name in _columns(table) - _columns(found[table.name]))
            yield from sorted(_indexes(table) - _indexes(found[table.name]))


def strays(database: Database) -> list[tuple[str, int]]:
    """Return the tables with rows of customers who do not exist, and how many rows those are."""
    from sqlite_utils import Database as Inspector

    tables = [table for table in Inspector(database.sql).tables if "customer" in table.columns_dict]
    counted = [(table.name, table.count_where("customer NOT IN (SELECT id FROM customers)")) for table in tables]
    return [(name, count) for name, count in counted if count]


def _columns(table: Any) -> set[str]:
    return set(table.columns_dict)


def _indexes(table: Any) -> set[str]:
    return {index.name for index in table.indexes if index.origin == "c"}
