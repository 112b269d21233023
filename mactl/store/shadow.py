"""A rehearsal's ledger: temporary tables that stand in front of the real ones, so that nothing of it is ever written.

Unqualified names find temporary tables first, so the very same launch and dispatch run on them (``send --dry-run``).
Whatever else they might write is refused by the connection itself: a rehearsal that would leave a trace is a defect.
"""

from __future__ import annotations

import sqlite3

from mactl.store.database import Database

_TABLES = (
    "origins",
    "messages",
    "broadcasts",
    "hearings",
    "links",
    "buckets",
    "stops",
    "audit",
    "experiments",
    "assignments",
    "coupon_codes",
    "grants",
    "points",
    "spending",
)
_WRITES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_KEPT = ("buckets", "stops", "coupon_codes", "grants", "spending")  # read as they are


def cast(database: Database) -> None:
    """Put empty ledger tables in front of the database's own, for the life of this connection."""
    for name in _TABLES:
        put_in_front(database, name)
    for name in _KEPT:
        database.sql.execute(f"INSERT INTO temp.{name} SELECT * FROM main.{name}")  # noqa: S608 - fixed names
    database.shadowed = True
    database.number("SELECT COUNT(*) FROM json_each('[]')")  # made now: SQLite makes it by what is refused from here on
    database.sql.set_authorizer(_only_temporary)


def put_in_front(database: Database, name: str) -> None:
    """Put an empty temporary table, with its indexes, in front of the database's own."""
    for statement in _definitions(database, name):
        database.sql.execute(statement)


def _only_temporary(action: int, _one: str | None, _two: str | None, schema: str | None, _by: str | None) -> int:
    return sqlite3.SQLITE_DENY if action in _WRITES and schema == "main" else sqlite3.SQLITE_OK


def _definitions(database: Database, name: str) -> list[str]:
    rows = database.rows(
        "SELECT type, name, sql FROM main.sqlite_master WHERE tbl_name = ? AND type <> 'trigger' AND sql IS NOT NULL"
        " ORDER BY type DESC",
        (name,),
    )
    return [_temporary(str(kind), str(sql)) for kind, _name, sql in rows]


def _temporary(kind: str, sql: str) -> str:
    if kind == "table":
        return sql.replace("CREATE TABLE ", "CREATE TEMP TABLE ", 1)
    return sql.replace("CREATE INDEX ", "CREATE INDEX temp.", 1)
