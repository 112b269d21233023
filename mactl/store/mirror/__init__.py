"""A columnar copy of events and messages in a file of DuckDB, from which big workspaces answer reports of everybody.

It is a cache: it may be deleted at any time, is made anew when it is damaged, of another version or of another
database, and gives the same numbers as the database itself (``store/figures``), which answers whenever there is no
mirror: in small workspaces, without DuckDB, in folders that cannot be written, and while another report has it open for
longer than one cares to wait. It is written by reports alone, and knows people by their row ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial

from mactl import registry
from mactl.clock import Clock
from mactl.errors import MactlError
from mactl.store import figures, results
from mactl.store.database import Database, Row
from mactl.store.locks import FileLock
from mactl.store.mirror import file, filling
from mactl.store.mirror.columns import Columns, UnansweredError
from mactl.store.mirror.filling import Progress
from mactl.store.mirror.stopping import stoppable

WORTH = 500_000  # events from which on three reports save more time than making the mirror takes (B8)
_ANSWERS = "mactl.store.mirror.answers"


def is_big(database: Database) -> bool:
    """Tell whether a database has so many events that a mirror is worth its while."""
    return database.number("SELECT max(id) FROM events") >= WORTH


def pays(database: Database) -> bool:
    """Tell whether reports are answered from a mirror: it is worth its while, and can be had."""
    return is_big(database) and file.installed()


@contextmanager
def beside(
    database: Database, clock: Clock, progress: Progress = lambda _done, _total: None
) -> Iterator[Mapping[str, Callable[..., list[Row]]]]:
    """Give, for a block around one snapshot, what answers from the mirror, by question; nothing where none pays.

    ``progress`` is told how far it is where it must be made first, which takes minutes in a big shop.
    """
    if not pays(database):
        yield {}
        return
    asked = _Asked(database, clock, progress)
    try:
        yield {question: partial(asked.answer, question) for question in registry.names(_ANSWERS)}
    finally:
        asked.close()


def catch_up(database: Database, clock: Clock) -> None:
    """Take what was removed from the database out of its mirror at once (G3), where there is one."""
    if not file.current(file.folder(database.path)).exists() or not file.installed():
        return
    asked = _Asked(database, clock)
    try:
        with results.snapshot(database), stoppable():
            asked.open()
    except file.faults():
        file.discard(file.current(file.folder(database.path)))
    finally:
        asked.close()


class _Asked:
    """The mirror of a snapshot, opened and brought up to it with the first question."""

    def __init__(self, database: Database, clock: Clock, progress: Progress = lambda _done, _total: None) -> None:
        self._database, self._clock, self._progress = database, clock, progress
        self._lock: FileLock | None = None
        self._filled: filling.Filled | None = None
        self._columns: Columns | None = None
        self._tried = self._doubted = False

    def answer(self, question: str, /, **what: object) -> list[Row]:
        """Return the rows that answer a question, from the mirror or, where it has a fault, from the database."""
        try:
            with stoppable():
                if not self._tried:
                    self.open()
                if self._columns is not None:
                    found: list[Row] = registry.load(_ANSWERS, question).answer(self._columns, **what)
                    return found
        except UnansweredError:
            pass
        except file.faults() as fault:
            self._columns, self._doubted = None, file.doubtful(fault)
        return figures.answer(self._database, question, **what)

    def open(self) -> None:
        """Open the mirror, or leave it where somebody else keeps it."""
        self._tried = True
        if not file.loads():
            return
        home = file.folder(self._database.path)
        self._lock = file.hold(home, self._clock)
        if self._lock is None:
            return
        try:
            self._filled = filling.fill(self._database, home, self._progress)
        except file.faults():  # a damaged file may open and fail later
            self._filled = filling.make(self._database, home, self._progress)
        self._columns = Columns(self._database, self._filled.opened)

    def close(self) -> None:
        """Close the mirror, tell the database how far it is, and let the next one have it."""
        self._columns = None
        if self._filled is not None:
            self._filled.opened.close()
            if self._doubted:
                file.discard(file.current(file.folder(self._database.path)))
            with suppress(MactlError):  # then the next report makes it anew
                filling.acknowledge(self._database, self._filled)
        if self._lock is not None:
            self._lock.release()
