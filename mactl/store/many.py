"""Many rows to a statement: SQLite takes them in faster than one by one, and leaves Python to others meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from mactl.store.database import Database

_VALUES = 5_000  # a statement; SQLite takes 32,766 at most


def insert(database: Database, head: str, cells: str, values: Sequence[object], width: int, *fixed: object) -> None:
    """Insert rows: ``head`` is the statement up to its VALUES, ``cells`` one row of it, of ``width`` values.

    ``fixed`` are values that all rows have, ``?1`` and on; ``cells`` must name them before it names its own.
    """
    insert_parts(database, head, cells, [values], width, *fixed)


def insert_parts(
    database: Database, head: str, cells: str, parts: Iterable[Sequence[object]], width: int, *fixed: object
) -> None:
    """Do the same for the values of several ``parts``, of whole rows each."""
    rows = _VALUES // width
    whole = head + ", ".join(repeat(cells, rows))
    for part in _pieces(parts, rows * width):
        full = len(part) == rows * width
        database.sql.execute(whole if full else head + ", ".join(repeat(cells, len(part) // width)), (*fixed, *part))


def _pieces(parts: Iterable[Sequence[object]], size: int) -> Iterator[list[object]]:
    """Yield the values of ``parts`` in lists of ``size``; the last may be shorter."""
    held: list[object] = []
    for part in parts:
        held += part
        whole = len(held) - len(held) % size
        for first in range(0, whole, size):
            yield held[first : first + size]
        del held[:whole]
    if held:
        yield held
