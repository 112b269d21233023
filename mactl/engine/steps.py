"""A data file read in steps: chunk by chunk, each checked and ready to be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from mactl.core.decode.profiles import Rejected, Row
from mactl.core.decode.rows import rows
from mactl.engine.files import Source
from mactl.engine.intake import unread

Numbered = tuple[int, Row]
CHUNK = 10_000  # rows a transaction


class Chunk(Protocol):
    """A chunk that was read: of how many rows it is, those rows as they stood, and which were refused."""

    count: int
    chunk: list[Numbered]
    rejected: list[Rejected]


P = TypeVar("P", bound=Chunk)
C_co = TypeVar("C_co", bound=Chunk, covariant=True)


class Work(Protocol[C_co]):
    """The work on a file's rows: ``prepare`` reads a chunk of them, ``fields`` names a row's values as fields."""

    @property
    def prepare(self) -> Callable[[Iterable[Numbered]], C_co]:
        """Return what reads a chunk."""

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


def steps(source: Source, work: Work[P], skip: int, size: int) -> Iterator[Step[P]]:
    """Yield chunks of ``size`` rows after the first ``skip``; the last has what could not be read at the file's end."""
    unreadable: list[Rejected] = []
    found = islice(rows(source.stream, source.name, lambda fault: unreadable.append(unread(fault))), skip, None)
    index = 0
    while True:
        prepared = work.prepare(islice(found, size))
        source.check()
        yield Step(index=index, count=prepared.count, prepared=prepared, unreadable=unreadable[:], done=source.done())
        unreadable.clear()
        index += 1
        if not prepared.count:
            return
