"""One connection to a workspace's database: opening, migrating, transactions.

Write-ahead logging with full durability: a committed claim survives a power cut (M3). Migrations are the numbered files
of ``migrations/``; before one runs on a database that holds data, the database is copied beside itself (P3).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import functions
from mactl.store.checkpoints import Checkpoints
from mactl.store.faults import naming_faults

MIGRATIONS = Path(__file__).parent / "migrations"
MEMORY = Path(":memory:")  # a database that is gone with its connection
BUSY_MS = 30_000
_CACHE = -32_000  # in KiB
_MODEST_CACHE = -8_000  # of one that reads and writes a batch at a time, or waits
_TEMP_CACHE = -8_000  # of temporary tables; what does not fit goes to a file that nobody else can open
_LOADING_CACHE = -128_000  # a chunk's pages stay in memory until it is committed, instead of going to the log twice
_LOADING_PAGES = 64_000  # of the log, before the load itself waits until they are in the database
Params = Sequence[object] | Mapping[str, object]
Row = tuple[Any, ...]


class Database:
    """A connection to ``data/mactl.db``. Use one per thread; ``sql`` is the sqlite3 connection itself."""

    def __init__(self, path: Path, upgrading: Callable[[Path], None] = lambda _copy: None) -> None:
        """Open ``path``, creating it; raise MactlError where it cannot be opened or is newer than the program.

        One of an older shape is copied before it is brought forward: ``upgrading`` is told where to.
        """
        self.path = path
        self.shadowed = False  # a rehearsal writes its ledger into temporary tables (store/shadow.py)
        self._checkpoints: Checkpoints | None = None  # of a load
        self.sql = _connect(path)
        try:
            _migrate(self.sql, path, upgrading)
        except BaseException:
            self.sql.close()
            raise

    def __enter__(self) -> Database:
        """Return this database; leaving closes it."""
        return self

    def __exit__(self, *_exc: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.sql.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock for a block: committed whole at its end, or undone whole by an exception."""
        with naming_faults(self.path), _whole(self.sql, "BEGIN" if self.shadowed else "BEGIN IMMEDIATE"):
            yield self.sql
        if self._checkpoints:
            self._checkpoints.committed()

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Undo at the end of a block whatever it wrote; nothing is locked until it writes."""
        with naming_faults(self.path):
            self.sql.execute("BEGIN")
            try:
                yield
            finally:
                _undo(self.sql)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Give a load of many rows more memory, and write to the disk less often; at its end all is on the disk.

        Within, a power cut takes back the latest transactions, whole and in their order, and with them the count of
        rows that they recorded: the load goes on from there. A process that is killed loses nothing. What a long load
        commits goes into the database beside it (store/checkpoints.py).
        """
        self.sql.execute(f"PRAGMA cache_size = {_LOADING_CACHE}")
        self.sql.execute(f"PRAGMA wal_autocheckpoint = {_LOADING_PAGES}")
        self.sql.execute("PRAGMA synchronous = NORMAL")
        self._checkpoints = beside = Checkpoints(self.path) if self.path != MEMORY else None
        try:
            yield
        finally:
            self._checkpoints = None
            if beside:
                beside.stop()
            self.sql.execute(f"PRAGMA cache_size = {_CACHE}")
            self.sql.execute("PRAGMA wal_autocheckpoint = 1000")
            self.sql.execute("PRAGMA synchronous = FULL")
            _sync(self.path.with_name(f"{self.path.name}-wal"))

    def modest(self) -> None:
        """Give back the memory that this connection took, and take little from here on."""
        self.sql.execute(f"PRAGMA cache_size = {_MODEST_CACHE}")
        self.sql.execute("PRAGMA shrink_memory")

    def rows(self, sql: str, params: Params = ()) -> Iterator[Row]:
        """Yield the rows of a query."""
        with naming_faults(self.path):
            yield from self.sql.execute(sql, params)

    def row(self, sql: str, params: Params = ()) -> Row | None:
        """Return the first row of a query, or None."""
        with naming_faults(self.path):
            found: Row | None = self.sql.execute(sql, params).fetchone()
        return found

    def number(self, sql: str, params: Params = ()) -> int:
        """Return the first column of the first row as an int; 0 where there is none."""
        found = self.row(sql, params)
        return int(found[0]) if found and found[0] is not None else 0

    def fact(self, name: str) -> str | None:
        """Return what the database knows of itself under ``name``."""
        found = self.row("SELECT value FROM facts WHERE name = ?", (name,))
        return str(found[0]) if found else None

    def set_fact(self, name: str, value: str) -> None:
        """Remember ``value`` under ``name``."""
        self.sql.execute(
            "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )


def _sync(log: Path) -> None:
    """Wait until the write-ahead log is on the disk; what it no longer holds has been synced into the database."""
    if log.exists():
        with log.open("rb+") as file:
            os.fsync(file.fileno())


def _connect(path: Path) -> sqlite3.Connection:
    if path != MEMORY:
        with suppress(OSError):  # said better by what follows
            path.touch(0o600)  # customers are in it
    with naming_faults(path):
        sql = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
        sql.execute("PRAGMA journal_mode = WAL")
        sql.execute("PRAGMA synchronous = FULL")
        sql.execute("PRAGMA temp_store = FILE")
        sql.execute(f"PRAGMA temp.cache_size = {_TEMP_CACHE}")
        sql.execute(f"PRAGMA cache_size = {_CACHE}")
        functions.register(sql)
    return sql


def _migrate(sql: sqlite3.Connection, path: Path, upgrading: Callable[[Path], None]) -> None:
    files = sorted(MIGRATIONS.glob("[0-9]*.sql"))
    with naming_faults(path):
        version = int(sql.execute("PRAGMA user_version").fetchone()[0])
    if version > len(files):
        raise MactlError(
            _(
                "{path} was written by a newer mactl (shape {found}, this one knows {known})",
                path=path,
                found=version,
                known=len(files),
            ),
            _("upgrade mactl; docs/operating.md says how to go back to this version"),
        )
    if version == len(files):
        return
    if version:
        target = path.with_name(f"{path.name}.before-{version + 1:04d}")
        upgrading(target)
        _copy(sql, target)
    _run(sql, path, files)


def _run(sql: sqlite3.Connection, path: Path, files: Sequence[Path]) -> None:
    """Run those migrations that no other process has just run: all of them, or none."""
    with naming_faults(path), _whole(sql, "BEGIN IMMEDIATE"):
        if not (due := files[int(sql.execute("PRAGMA user_version").fetchone()[0]) :]):
            return
        for file in due:
            for statement in _statements(file.read_text("utf-8")):
                sql.execute(statement)
        sql.execute(f"PRAGMA user_version = {len(files)}")


@contextmanager
def _whole(sql: sqlite3.Connection, begin: str) -> Iterator[None]:
    """Hold a transaction: committed at the end of the block, undone by an exception, also one of the commit itself."""
    sql.execute(begin)
    try:
        yield
        sql.execute("COMMIT")
    except BaseException:
        _undo(sql)
        raise


def _undo(sql: sqlite3.Connection) -> None:
    """Undo the open transaction, if a fault of the disk has not undone it already."""
    with suppress(sqlite3.OperationalError):
        if sql.in_transaction:
            sql.execute("ROLLBACK")


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; executescript would commit the transaction around it."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _copy(sql: sqlite3.Connection, target: Path) -> None:
    """Copy a database to ``target``, whole or not at all, for its owner only: customers are in it.

    It is marked as a copy: put in the place of any database, it sends nothing until adopted (P3).
    """
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    with naming_faults(target):
        try:
            with suppress(OSError):  # said better by what follows
                partial.touch(0o600)
            with closing(sqlite3.connect(partial)) as copy, copy:
                sql.backup(copy)
                if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone():
                    copy.execute("INSERT OR REPLACE INTO facts VALUES ('home', 'backup')")
            partial.replace(target)
        except BaseException:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


@contextmanager
def pristine() -> Iterator[sqlite3.Connection]:
    """Open an empty database in memory that has the shape of this version."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as sql:
        for file in sorted(MIGRATIONS.glob("[0-9]*.sql")):
            for statement in _statements(file.read_text("utf-8")):
                sql.execute(statement)
        yield sql


def backup(database: Database, target: Path) -> None:
    """Copy the database to ``target`` while others use it: one consistent state (``mactl backup``)."""
    _copy(database.sql, target)
