"""Everybody, slice by slice, on several connections at once: how a question at a prompt goes through a million people.

SQLite leaves Python to the others while it works, so each core takes a slice at a time. What a slice needs of indexes
and temporary tables stays in memory, how far it has come can be shown, and Ctrl-C ends it within a moment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, NoReturn, Self, TypeVar

from mactl.core.segments.condition import Slice
from mactl.store.database import MEMORY, Database

SIZE = 20_000  # customers to a slice: what is read of them stays in the memory of a connection
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
    found: dict[int, T] = {}
    with _Crew(database.path, work, slices) as crew:
        for done, (place, answer) in enumerate(crew.answers(), 1):
            found[place] = answer
            progress(people * done // len(slices), people)
    return [found[place] for place in range(len(slices))]


def _cut(database: Database, people: int) -> list[Slice | None]:
    """Return slices of about ``SIZE`` customers each; one where there is nobody."""
    first, last = database.row("SELECT IFNULL(min(id), 0), IFNULL(max(id), 0) FROM customers") or (0, 0)
    step = -(-(last - first + 1) // max(1, -(-people // SIZE)))
    return [Slice(start, min(start + step - 1, last)) for start in range(first, last + 1, step)]


class _Crew(Generic[T]):
    """Threads with a connection each, which take one slice after the other.

    A block that ends early, by Ctrl-C or because a slice failed, interrupts whatever they do.
    """

    def __init__(self, path: Path, work: Work[T], slices: Sequence[Slice | None]) -> None:
        self.work, self.slices, self.stopped = work, slices, False
        self.next: SimpleQueue[int] = SimpleQueue()
        for place in range(len(slices)):
            self.next.put(place)
        self.done: SimpleQueue[tuple[int, Callable[[], T]]] = SimpleQueue()
        self.hands = [Database(path) for _hand in range(min(len(slices), os.cpu_count() or 1, _HANDS))]
        self.threads = [Thread(target=self._go, args=(hand,), name="slice", daemon=True) for hand in self.hands]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stopped = True
        while busy := [thread for thread in self.threads if thread.is_alive()]:
            for hand in self.hands:
                hand.sql.interrupt()
            busy[0].join(_PATIENCE)
        for hand in self.hands:
            hand.close()

    def answers(self) -> Iterator[tuple[int, T]]:
        """Yield the answers as they come, each with the place of its slice; raise what a slice raised."""
        for thread in self.threads:
            thread.start()
        for _slice in self.slices:
            place, answer = self.done.get()
            yield place, answer()

    def _go(self, hand: Database) -> None:
        while not self.stopped and not self.next.empty():
            with suppress(Empty):
                place = self.next.get_nowait()
                self.done.put((place, self._answer(hand, self.slices[place])))

    def _answer(self, hand: Database, one: Slice | None) -> Callable[[], T]:
        """Return what gives the answer for a slice, or raises what was wrong."""
        try:
            found = self.work(hand, one)
        except Exception as fault:  # noqa: BLE001 - raised where it is waited for
            return partial(_raise, fault)
        return lambda: found


def _raise(fault: Exception) -> NoReturn:
    raise fault
