"""Who reads a file's steps: a thread of this process, or for a large file another process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Generic, Protocol

from mactl.core.decode.profiles import Row
from mactl.engine import steps as stepping
from mactl.engine.ahead import ahead
from mactl.engine.apart import apart
from mactl.engine.steps import P, Recipe, Step, Work, steps

LARGE = 8 << 20  # bytes: from here on a second process is worth its start


class Steps(Protocol[P]):
    """Steps in their order; each is told to be ``done`` once it is stored."""

    def __iter__(self) -> Iterator[Step[P]]:
        """Yield the steps."""

    def done(self, step: Step[P], numbers: list[int]) -> dict[int, Row]:
        """Return those of a stored step's rows that are asked for, under the names of fields."""


class Near(Generic[P]):
    """Steps that a thread of this process reads."""

    def __init__(self, found: Iterator[Step[P]], work: Work[P]) -> None:
        """Take steps as ``work`` makes them."""
        self._found, self._work = found, work

    def __iter__(self) -> Iterator[Step[P]]:
        """Yield the steps."""
        return self._found

    def done(self, step: Step[P], numbers: list[int]) -> dict[int, Row]:
        """Return rows of a step, under the names of fields."""
        return {number: self._work.fields(row) for number, row in step.prepared.kept.find(set(numbers)).items()}


def reading(recipe: Recipe[P], skip: int = 0, size: int | None = None) -> AbstractContextManager[Steps[P]]:
    """Read a file ahead of who stores it, after its first ``skip`` rows, ``size`` rows a step."""
    if sys.executable and (os.cpu_count() or 1) > 1 and recipe.path.stat().st_size >= LARGE:
        return apart(recipe, skip, size or stepping.CHUNK)
    return _near(recipe, skip, size or stepping.CHUNK)


@contextmanager
def _near(recipe: Recipe[P], skip: int, size: int) -> Iterator[Near[P]]:
    with recipe.opened() as (source, work), closing(ahead(steps(source, work, skip, size))) as found:
        yield Near(found, work)
