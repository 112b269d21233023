"""What an intake of data is: its surroundings, its options, its outcome, and the chunks that it works in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mactl.engine.conventions import Conventions
from mactl.store.database import Database
from mactl.store.taken import Taken

if TYPE_CHECKING:  # a file is read and stored without any condition
    from mactl.core.segments.condition import Context

CHUNK = 5_000
Progress = Callable[[int, int, int], None]  # rows done, bytes done, bytes in all
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings(Conventions):
    """The workspace as an intake needs it."""

    database: Database
    who: str = ""
    authored: Callable[[], Context | None] = lambda: None

    def meaning(self) -> Context:
        """Return what conditions are decided in: with the workspace's segments where its files are at hand."""
        from mactl.core.segments.condition import Context

        known = self.authored() or Context(now=self.now, zone=self.zone.key)
        return replace(known, now=self.now, zone=self.zone.key)

    @property
    def conventions(self) -> Conventions:
        """Return its conventions alone, which another process can be told."""
        return Conventions(
            now=self.now, zone=self.zone, region=self.region, currency=self.currency, names=dict(self.names),
            presets=self.presets,
        )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Imported:
    """What became of a file. ``taken.rejected`` holds the first of ``rejects`` rows, the file ``errors`` all."""

    path: Path
    batch: int = 0
    rows: int = 0
    resumed: int = 0
    rejects: int = 0
    taken: Taken = field(default_factory=Taken)
    errors: Path | None = None
    dry_run: bool = False


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield rows in lists of ``size``."""
    source = iter(rows)
    while found := list(islice(source, size)):
        yield found
