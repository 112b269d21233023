"""A data file read in steps: chunk by chunk, each checked and ready to be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeAlias, TypeVar

from mactl.core.decode.kept import Kept
from mactl.core.decode.profiles import Row
from mactl.core.decode.rejected import Rejected
from mactl.core.decode.row import Batch
from mactl.core.decode.rows import batches
from mactl.engine.files import Source
from mactl.engine.unread import unread

CHUNK = 20_000  # rows a transaction
_FIRST = 2_000  # of the first, so that storing begins soon; each has twice as many as the one before, up to `CHUNK`


class Chunk(Protocol):
    """A chunk that was read: of how many rows it is, those rows as they stood, and which were refused."""

    count: int
    kept: Kept
    rejected: list[Rejected]


P = TypeVar("P", bound=Chunk)
Arrange: TypeAlias = Callable[[P], None] | None
C_co = TypeVar("C_co", bound=Chunk, covariant=True)


class Work(Protocol[C_co]):
    """The work on a file's rows: ``prepare`` reads a chunk of them, ``fields`` names a row's values as fields.

    ``passed`` looks at rows that an import which was cut short has taken before.
    """

    @property
    def by_columns(self) -> bool:
        """Return whether rows are read by columns."""

    @property
    def prepare(self) -> Callable[[Iterable[Batch]], C_co]:
        """Return what reads a chunk."""

    @property
    def passed(self) -> Callable[[Batch], None]:
        """Return what is told of rows that are passed over."""

    @property
    def fields(self) -> Callable[[Row], Row]:
        """Return what puts a row under the names of fields."""


class Recipe(Protocol[C_co]):
    """A file and how its rows are read, told in values that another process can be given."""

    @property
    def path(self) -> Path:
        """Return where the file is."""

    def opened(self) -> AbstractContextManager[tuple[Source, Work[C_co]]]:
        """Open the file and what the work needs."""


@dataclass(slots=True, kw_only=True)
class Step(Generic[P]):
    """One chunk, read. ``unreadable`` are rows that could not even be read, ``done`` how many bytes of the file."""

    index: int
    count: int
    prepared: P
    unreadable: list[Rejected]
    done: int


class _Supply:
    """Batches of rows, given out by how many rows are wanted; ``last`` is the number of the last one given out."""

    def __init__(self, found: Iterator[Batch]) -> None:
        self._found, self._rest = found, list[Batch]()
        self.last = 0

    def take(self, count: int) -> Iterator[Batch]:
        """Yield the next ``count`` rows; fewer where the file ends."""
        while count and (batch := self._rest.pop() if self._rest else next(self._found, None)):
            if len(batch) > count:
                self._rest.append(batch.cut(count, None))
                batch = batch.cut(None, count)
            self.last = batch.numbers[-1]
            count -= len(batch)
            yield batch


def steps(source: Source, work: Work[P], skip: int, size: int) -> Iterator[Step[P]]:
    """Yield chunks of ``size`` rows after the first ``skip``; the last has what could not be read at the file's end."""
    unreadable: list[Rejected] = []
    supply = _Supply(
        batches(source.stream, source.name, lambda fault: unreadable.append(unread(fault)), columns=work.by_columns)
    )
    for batch in supply.take(skip):
        work.passed(batch)
    # What could not be read of the skipped rows was told when they were taken.
    unreadable = [one for one in unreadable if skip == 0 or one.number > supply.last]
    index = 0
    while True:
        prepared = work.prepare(supply.take(min(size, _FIRST << index)))
        source.check()
        due = [one for one in unreadable if one.number <= supply.last or not prepared.count]
        unreadable = [one for one in unreadable if one.number > supply.last]
        yield Step(index=index, count=prepared.count, prepared=prepared, unreadable=due, done=source.done())
        index += 1
        if not prepared.count:
            return
