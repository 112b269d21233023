"""The mirror as its answers ask it: columns in DuckDB, beside the snapshot of the database that they are level with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from mactl.store.database import Database, Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from mactl.core.segments.facts import Ints


class UnansweredError(ValueError):
    """What is asked cannot be told from the mirror: the database answers it."""


class Columns:
    """An open mirror: ``events`` (id, customer, type, moment, amount), ``messages`` (store/mirror/sources.py)."""

    def __init__(self, database: Database, opened: DuckDBPyConnection) -> None:
        """Ask ``opened``, which is level with the snapshot that ``database`` is in."""
        self.database = database
        self._opened = opened
        self._codes: dict[str, int] = dict(opened.execute("SELECT name, code FROM names ORDER BY code").fetchall())
        self._kept: dict[str, tuple[object, ...]] = {}

    def rows(self, asked: str, what: Mapping[str, object] | None = None) -> list[Row]:
        """Return the rows of a query with named parameters (``$name``)."""
        found: list[Row] = self._opened.execute(asked, dict(what or {})).fetchall()
        return found

    def arrays(self, asked: str, what: Mapping[str, object] | None = None) -> dict[str, Ints]:
        """Return the columns of a query of whole numbers as arrays, by their names."""
        found = self._opened.execute(asked, dict(what or {})).fetchnumpy()
        return cast("dict[str, Ints]", found)

    def run(self, statement: str, what: Mapping[str, object] | None = None) -> None:
        """Run a statement: temporary tables, for answers that are built on one another."""
        self._opened.execute(statement, dict(what or {}))

    def code(self, name: str) -> int:
        """Return the number of a type of events or of a channel; -1 for one that no row has."""
        return self._codes.get(name, -1)

    @property
    def texts(self) -> list[str]:
        """Return the types and channels by their numbers."""
        return list(self._codes)

    def keeps(self, table: str, key: tuple[object, ...]) -> bool:
        """Tell whether a temporary table was last asked for with this key; it is kept for the key from now on."""
        known = self._kept.get(table) == key
        self._kept[table] = key
        return known
