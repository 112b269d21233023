"""Who reads a file's steps: a thread of this process, or for a large file another process."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Generic, Protocol

from mactl.core.decode.profiles import Row
from mactl.engine import steps as stepping
from mactl.engine.ahead import ahead
from mactl.engine.apart import apart
from mactl.engine.files import Source
from mactl.engine.steps import Arrange, P, Recipe, Step, Work, steps

LARGE = 8 << 20  # bytes: from here on a second process is worth its start


class Steps(Protocol[P]):
    """Steps of a file that is open already; each is told to be ``done`` once it is stored."""

    def after(self, rows: int) -> Iterator[Step[P]]:
        """Yield the steps behind the first ``rows`` rows, in their order; asked once."""

    def done(self, step: Step[P], numbers: list[int]) -> dict[int, Row]:
        """Return those of a stored step's rows that are asked for, under the names of fields."""


class Near(Generic[P]):
    """Steps that a thread of this process reads."""

    def __init__(self, source: Source, work: Work[P], size: int, arrange: Arrange[P]) -> None:
        """Take steps of ``size`` rows of ``source``, as ``work`` makes them and ``arrange`` readies them."""
        self._source, self._work, self._size, self._arrange = source, work, size, arrange
        self._found: Generator[Step[P], None, None] | None = None

    def after(self, rows: int) -> Iterator[Step[P]]:
        """Yield the steps behind the first ``rows`` rows."""
        self._found = ahead(self._readied(rows))
        return self._found

    def done(self, step: Step[P], numbers: list[int]) -> dict[int, Row]:
        """Return rows of a step, under the names of fields."""
        return {number: self._work.fields(row) for number, row in step.prepared.kept.find(set(numbers)).items()}

    def _readied(self, rows: int) -> Iterator[Step[P]]:
        for step in steps(self._source, self._work, rows, self._size):
            if self._arrange:
                self._arrange(step.prepared)
            yield step

    def close(self) -> None:
        """Let the thread end."""
        if self._found is not None:
            self._found.close()


def reading(recipe: Recipe[P], size: int | None = None, arrange: Arrange[P] = None) -> AbstractContextManager[Steps[P]]:
    """Read a file ahead of who stores it, ``size`` rows a step; ``arrange`` readies each in a thread beside."""
    if sys.executable and (os.cpu_count() or 1) > 1 and recipe.path.stat().st_size >= LARGE:
        return apart(recipe, size or stepping.CHUNK, arrange)
    return _near(recipe, size or stepping.CHUNK, arrange)


@contextmanager
def _near(recipe: Recipe[P], size: int, arrange: Arrange[P]) -> Iterator[Near[P]]:
    with recipe.opened() as (source, work), closing(Near(source, work, size, arrange)) as found:
        yield found
