"""Many rows to a statement: SQLite takes them in faster than one by one, and leaves Python to others meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from mactl.store.database import Database

_VALUES = 5_000  # a statement; SQLite takes 32,766 at most


def insert(database: Database, head: str, cells: str, values: Sequence[object], width: int, *fixed: object) -> None:
    """Insert rows: ``head`` is the statement up to its VALUES, ``cells`` one row of it, of ``width`` values.

    ``fixed`` are values that all rows have, ``?1`` and on; ``cells`` must name them before it names its own.
    """
    rows = _VALUES // width
    whole = head + ", ".join(repeat(cells, rows))
    for first in range(0, len(values), rows * width):
        part = values[first : first + rows * width]
        full = len(part) == rows * width
        database.sql.execute(whole if full else head + ", ".join(repeat(cells, len(part) // width)), [*fixed, *part])
