"""Filling the mirror from a snapshot of the database: made whole, then kept up at the cost of what is new or changed.

The database holds a token that the mirror holds as well. Each time that the mirror moves on, both get another one, the
mirror first: where they differ (the database was restored, another one was put in its place, or the program was killed
between the two), nothing is known of what differs, and the mirror is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing as _closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from mactl.clock import token
from mactl.store import stale
from mactl.store.database import Database
from mactl.store.mirror import file
from mactl.store.mirror.sources import SOURCES, VERSION, Source
from mactl.store.stale import BITS, Mark

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from mactl.core.segments.facts import Ints

FACT = "mirror"
Progress = Callable[[int, int], None]  # called with how many rows are done, of how many

_CHUNK = 120_000  # ids read at a time
_SORTED = 4  # rows are sorted so many times as fast as they are read
_STATE = "CREATE TABLE state (version VARCHAR, token VARCHAR, events BIGINT, messages BIGINT, loose BIGINT)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A mirror that is level with the database; ``token`` and the marks ``seen`` wait to be acknowledged."""

    opened: DuckDBPyConnection
    token: str | None = None
    seen: Sequence[Mark] = ()


def _silent(_done: int, _total: int) -> None:
    """Show nothing."""


def fill(database: Database, home: Path, progress: Progress = _silent) -> Filled:
    """Return the mirror in ``home``, level with the snapshot that ``database`` is in."""
    opened = _known(database, home)
    if opened is None:
        return make(database, home, progress)
    try:
        return _moved_on(database, opened)
    except BaseException:
        opened.close()
        raise


def acknowledge(database: Database, filled: Filled) -> None:
    """Tell the database how far the mirror is; after the snapshot."""
    if filled.token is None:
        return
    with database.transaction():
        database.set_fact(FACT, filled.token)
        stale.clear(database, filled.seen)


def make(database: Database, home: Path, progress: Progress = _silent) -> Filled:
    """Make the mirror anew, in the order in which reports read it, and put it in the place of the one that is there.

    Whoever stops it leaves the one that is there as it was, and nothing beside it.
    """
    loading, fresh = file.scratch(home)
    file.discard(loading, fresh)
    made, seen = token(), stale.marks(database)
    try:
        with _closing(file.connect(loading)) as opened:
            reached = _loaded(database, opened, progress)
            _sorted(opened, fresh, reached, progress)
            opened.execute("INSERT INTO fresh.state VALUES (?, ?, ?, ?, 0)", [VERSION, made, *reached])
            opened.execute("DETACH fresh")
    except BaseException:
        file.discard(fresh)
        raise
    finally:
        file.discard(loading)
    fresh.chmod(0o600)
    file.discard(file.current(home))
    fresh.replace(file.current(home))
    return Filled(opened=file.connect(file.current(home)), token=made, seen=seen)


def _loaded(database: Database, opened: DuckDBPyConnection, progress: Progress) -> list[int]:
    """Load all rows in the order of their ids; return the last id of each source."""
    _create(opened)
    reached = [_last(database, source) for source in SOURCES]
    every, before = _all(reached), 0
    for source, last in zip(SOURCES, reached, strict=True):
        _load(database, opened, source, 1, last, partial(_told, progress, every, before))
        before += last
    return reached


def _all(reached: Sequence[int]) -> int:
    """Return how much there is to do: rows to load, and to sort."""
    return sum(rows + rows // _SORTED for rows in reached)


def _told(progress: Progress, every: int, before: int, done: int) -> None:
    """Tell a progress of all rows what was done of one source's."""
    progress(before + done, every)


def _sorted(opened: DuckDBPyConnection, fresh: Path, reached: Sequence[int], progress: Progress) -> None:
    """Write what was loaded into a fresh file, in the order in which reports read it."""
    opened.execute(f"ATTACH '{str(fresh).replace(chr(39), 2 * chr(39))}' AS fresh")
    every, done = _all(reached), sum(reached)
    for source, rows in zip(SOURCES, reached, strict=True):
        opened.execute(
            f"CREATE TABLE fresh.{source.table} AS SELECT * FROM {source.table} ORDER BY customer, moment, id"  # noqa: S608 - of SOURCES
        )
        done += rows // _SORTED
        progress(done, every)
    opened.execute("CREATE TABLE fresh.names AS SELECT * FROM names")
    opened.execute(_STATE.replace("state", "fresh.state"))


def _known(database: Database, home: Path) -> DuckDBPyConnection | None:
    """Open the mirror that is there, if it is one of this database, of this version, and not worn."""
    path, expected = file.current(home), database.fact(FACT)
    if expected is None or not path.exists():
        return None
    opened = None
    try:
        opened = file.connect(path)
        state = opened.execute("SELECT version, token, 2 * loose > events + messages FROM state").fetchone()
    except file.faults():
        state = None
    if opened is not None and state == (VERSION, expected, False):
        return opened
    if opened is not None:
        opened.close()
    return None


def _moved_on(database: Database, opened: DuckDBPyConnection) -> Filled:
    """Take what was added and changed into an open mirror, whole or not at all."""
    seen = stale.marks(database)
    known = opened.execute("SELECT events, messages FROM state").fetchone() or (0, 0)
    last = [_last(database, source) for source in SOURCES]
    if not seen and tuple(last) == known:
        return Filled(opened=opened)
    made, loose = token(), 0
    opened.execute("BEGIN")
    for source, upto, now in zip(SOURCES, known, last, strict=True):
        blocks = [mark.block for mark in seen if mark.table == source.table]
        _remove(opened, source, blocks)
        for low, high in [*_runs(blocks, min(upto, now)), (upto + 1, now)]:
            _load(database, opened, source, low, high)
            loose += max(0, high - low + 1)
    opened.execute("UPDATE state SET token = ?, events = ?, messages = ?, loose = loose + ?", [made, *last, loose])
    opened.execute("COMMIT")
    return Filled(opened=opened, token=made, seen=seen)


def _create(opened: DuckDBPyConnection) -> None:
    opened.execute("CREATE TABLE names (name VARCHAR, code INTEGER)")
    for source in SOURCES:
        opened.execute(f"CREATE TABLE {source.table} ({source.created})")


def _last(database: Database, source: Source) -> int:
    return database.number(f"SELECT max(id) FROM {source.table}")  # noqa: S608 - of SOURCES


def _remove(opened: DuckDBPyConnection, source: Source, blocks: Sequence[int]) -> None:
    if blocks:
        opened.execute(
            f"DELETE FROM {source.table} WHERE id >> {BITS} IN (SELECT unnest($blocks))",  # noqa: S608 - of SOURCES
            {"blocks": list(blocks)},
        )


def _runs(blocks: Sequence[int], last: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last id, up to ``last``, of each run of blocks that follow one another."""
    edges = [place for place, (one, other) in enumerate(pairwise(blocks), 1) if other != one + 1]
    for start, stop in pairwise([0, *edges, len(blocks)] if blocks else []):
        yield blocks[start] << BITS, min((blocks[stop - 1] + 1 << BITS) - 1, last)


def _load(
    database: Database,
    opened: DuckDBPyConnection,
    source: Source,
    low: int,
    high: int,
    progress: Callable[[int], None] = lambda _done: None,
) -> None:
    """Append the rows with ids from ``low`` to ``high``; ``progress`` is told how many of them are done."""
    if low <= high:
        _learn(database, opened, source, low - 1)
    for start in range(low, high + 1, _CHUNK):
        count, numbers = next(database.rows(source.asked, {"low": start, "high": min(start + _CHUNK - 1, high)}))
        if count:
            columns = _columns(numbers, count, len(source.columns))
            opened.register("given", dict(zip(source.columns, columns, strict=True)))
            opened.execute(f"INSERT INTO {source.table} SELECT * FROM given")  # noqa: S608 - of SOURCES
            opened.unregister("given")
        progress(min(start + _CHUNK - 1, high) - low + 1)


def _columns(numbers: str, count: int, width: int) -> Ints:
    """Return the columns of rows of numbers that stand one after the other, separated by commas."""
    import numpy as np

    found: Ints = np.fromstring(numbers, np.int64, sep=",")
    return np.ascontiguousarray(found.reshape(count, width).T)


def _learn(database: Database, opened: DuckDBPyConnection, source: Source, after: int) -> None:
    """Number the texts that are new, and lay all the numbers out for the queries of this snapshot."""
    known = dict(opened.execute("SELECT name, code FROM names").fetchall())
    found = [str(row[0]) for row in database.rows(source.names, {"after": after})]
    fresh = [(name, len(known) + place) for place, name in enumerate(each for each in found if each not in known)]
    if fresh:
        opened.executemany("INSERT INTO names VALUES (?, ?)", fresh)
    sql = database.sql
    sql.execute("CREATE TEMP TABLE IF NOT EXISTS mirror_names (name TEXT PRIMARY KEY, code INTEGER) WITHOUT ROWID")
    sql.executemany("INSERT OR REPLACE INTO temp.mirror_names VALUES (?, ?)", [*known.items(), *fresh])
