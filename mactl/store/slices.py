"""Everybody, slice by slice, on several connections at once: how a question at a prompt goes through a million people.

SQLite leaves Python to the others while it works, so each core takes a slice at a time. What a slice needs of indexes
and temporary tables stays in memory, how far it has come can be shown, and Ctrl-C ends it within a moment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from typing import TypeVar

from mactl.core.segments.condition import Slice
from mactl.store.database import MEMORY, Database

SIZE = 50_000  # customers to a slice
_HANDS = 4  # connections at most
_PATIENCE = 0.02  # seconds between two attempts to interrupt

T = TypeVar("T")
Work = Callable[[Database, Slice | None], T]
Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Show no progress."""


def ask(database: Database, work: Work[T], *, splits: bool, progress: Progress = silent) -> list[T]:
    """Return what ``work`` answers for each slice of everybody, in order; for everybody at once unless it ``splits``.

    A large number of customers is asked about on connections of their own, each in a thread: what they see may be a
    transaction apart. ``progress`` is told how many customers are done, of how many (0 where that cannot be told).
    """
    people = database.number("SELECT count(*) FROM customers")
    slices = _cut(database, people) if splits else [None]
    if people <= SIZE or database.path == MEMORY:
        return [work(database, one) for one in slices]
    progress(0, people if splits else 0)
    with ExitStack() as stack:
        count = min(len(slices), os.cpu_count() or 1, _HANDS)
        hands = [stack.enter_context(Database(database.path)) for _hand in range(count)]
        crew = _Crew(hands, stack.enter_context(ThreadPoolExecutor(count, "slice")))
        asked = [crew.ask(work, one) for one in slices]
        with crew.stopped_by_whatever_comes(asked):
            for done, answer in enumerate(as_completed(asked), 1):
                answer.result()
                progress(people * done // len(slices), people)
        return [answer.result() for answer in asked]


def _cut(database: Database, people: int) -> list[Slice | None]:
    """Return slices of about ``SIZE`` customers each; one where there is nobody."""
    first, last = database.row("SELECT IFNULL(min(id), 0), IFNULL(max(id), 0) FROM customers") or (0, 0)
    step = -(-(last - first + 1) // max(1, -(-people // SIZE)))
    return [Slice(start, min(start + step - 1, last)) for start in range(first, last + 1, step)]


class _Crew:
    """Connections, and the threads that use them, each connection by one at a time."""

    def __init__(self, hands: list[Database], pool: ThreadPoolExecutor) -> None:
        self.hands, self.pool, self.stopped = hands, pool, False
        self.free: SimpleQueue[Database] = SimpleQueue()
        for hand in hands:
            self.free.put(hand)

    def ask(self, work: Work[T], one: Slice | None) -> Future[T]:
        """Have ``work`` done for a slice, as soon as a hand is free."""
        return self.pool.submit(self._take, work, one)

    def _take(self, work: Work[T], one: Slice | None) -> T:
        hand = self.free.get()
        try:
            if self.stopped:
                raise CancelledError
            return work(hand, one)
        finally:
            self.free.put(hand)

    @contextmanager
    def stopped_by_whatever_comes(self, asked: Sequence[Future[T]]) -> Iterator[None]:
        """Interrupt everybody's statement where a block ends early: by Ctrl-C, or because a slice failed."""
        try:
            yield
        except BaseException:
            self.stopped = True
            self.pool.shutdown(wait=False, cancel_futures=True)
            while busy := [each for each in asked if not each.done()]:
                for hand in self.hands:
                    hand.sql.interrupt()
                wait(busy, timeout=_PATIENCE)
            raise
