"""The mirror's files, beside the database: readable by the owner alone, sealed off from everything else.

DuckDB locks a file for as long as it is open; that only one process has it open, and the others wait, is kept by a lock
of our own. Whatever is wrong with a file, the answer is the same: it is thrown away and made anew.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mactl.clock import Clock
from mactl.store.locks import FileLock
from mactl.store.mirror.stopping import heeded

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PATIENCE = 10.0  # seconds that a report waits for another one's; then SQLite answers it


def folder(database: Path) -> Path:
    """Return the folder of the mirror of a database."""
    return database.with_name("mirror")


def current(home: Path) -> Path:
    """Return the mirror's file."""
    return home / "mirror.duckdb"


def scratch(home: Path) -> tuple[Path, Path]:
    """Return the files in which a mirror is made: what was loaded, and the mirror to be."""
    return home / "loading.duckdb", home / "fresh.duckdb"


def installed() -> bool:
    """Tell whether DuckDB can be imported, without importing it."""
    from importlib.util import find_spec

    return find_spec("duckdb") is not None


def loads() -> bool:
    """Import DuckDB, and tell whether it could be."""
    try:
        import duckdb  # noqa: F401
    except ImportError:
        return False
    return True


def doubtful(fault: Exception) -> bool:
    """Tell whether a fault lets one doubt the file; what does not fit into memory is no fault of the file."""
    import duckdb

    return isinstance(fault, duckdb.Error) and not isinstance(fault, duckdb.OutOfMemoryException)


def faults() -> tuple[type[Exception], ...]:
    """Return what may go wrong with a mirror; DuckDB must be installed."""
    import duckdb

    return duckdb.Error, OSError, ValueError


def hold(home: Path, clock: Clock) -> FileLock | None:
    """Return the lock on a mirror once nobody else has it open; None where that takes too long."""
    home.mkdir(mode=0o700, exist_ok=True)
    lock, start = FileLock(home / "lock"), clock.elapsed()
    while not lock.acquire(str(os.getpid())):
        if clock.elapsed() - start > _PATIENCE:
            return None
        clock.sleep(0.05)
    return lock


def connect(path: Path) -> DuckDBPyConnection:
    """Open a file of the mirror, creating it: no extension is loaded, nothing outside its folder is touched."""
    import duckdb

    opened = heeded(
        duckdb.connect(
            str(path),
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "python_enable_replacements": "false",
            },
        )
    )
    path.chmod(0o600)
    inside = str(path.parent).replace("'", "''")
    opened.execute(f"SET allowed_directories = ['{inside}']")
    opened.execute("SET enable_external_access = false")
    opened.execute("SET lock_configuration = true")
    return opened


def discard(*paths: Path) -> None:
    """Remove files of the mirror with what DuckDB keeps beside them."""
    for path in paths:
        for each in (path, path.with_name(f"{path.name}.wal")):
            with suppress(FileNotFoundError):
                each.unlink()
        spilled = path.with_name(f"{path.name}.tmp")
        if spilled.is_dir():
            import shutil

            shutil.rmtree(spilled, ignore_errors=True)


def size(database: Path) -> int:
    """Return the bytes that the mirror of a database takes; 0 where there is none."""
    home = folder(database)
    return sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) if home.is_dir() else 0
