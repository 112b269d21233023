"""Events from a file into the database: each once, whoever imports the file how often (rules E1, E2, E3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mactl.core.decode import happenings as decode
from mactl.core.decode.happenings import Happening, Happenings, Telling
from mactl.core.decode.kept import Kept
from mactl.core.decode.mapping import Mapper
from mactl.core.decode.rejected import Rejected
from mactl.core.decode.row import Batch
from mactl.core.model.event import KEYS
from mactl.engine import files, running
from mactl.engine.conventions import Conventions
from mactl.engine.intake import Imported, Progress, Surroundings
from mactl.engine.presets import preset, usual
from mactl.engine.rejects import beside

CHUNK = 125_000  # events touch their indexes all over, so a larger transaction writes fewer pages twice


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOptions:
    """How a file of events is imported.

    ``columns`` is {field: heading}; fields that no event has are properties. ``type`` and ``source`` stand for rows
    that name none. ``create`` makes customers of unknown ids and addresses instead of refusing their events;
    ``trigger`` lets the events start flows (E3).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    preset: str = ""
    type: str = ""
    source: str = ""
    create: bool = False
    trigger: bool = False
    dry_run: bool = False
    errors: Path | None = None


def import_events(
    around: Surroundings, path: Path, options: EventOptions, progress: Progress | None = None
) -> Imported:
    """Import a file of events; run again after a kill, it goes on where it was, and a second time it adds nothing.

    ``taken.created`` counts new events, ``taken.unchanged`` those that were known.

    Raises:
        MactlError: a file that cannot be read at all, or a mapping from a column that it has not.
    """
    said = json.dumps({**asdict(options), "errors": None, "dry_run": None}, sort_keys=True, default=str)
    recipe = EventFile(path=path, conventions=around.conventions, options=options)
    run = running.Run(
        around=around,
        kind="events",
        chunk=CHUNK,
        path=path,
        options=said,
        dry_run=options.dry_run,
        errors=options.errors or beside(path),
        progress=progress,
    )
    return running.work(run, recipe, lambda: _taker(around, options))


def _taker(around: Surroundings, options: EventOptions) -> running.Take[Prepared]:
    """Return what stores a chunk; what it needs is loaded now, while who reads gets ready."""
    from mactl.engine.receive import store

    return lambda prepared, batch: store(
        around,
        prepared.happenings,
        anonymous=f"file:{batch.digest}",
        create=options.create,
        batch=batch.id,
        trigger=options.trigger,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFile:
    """A file of events and how it is read."""

    path: Path
    conventions: Conventions
    options: EventOptions

    @contextmanager
    def opened(self) -> Iterator[tuple[files.Source, Events]]:
        """Open the file."""
        options = self.options
        mapper = Mapper(options.columns, usual("events", options.preset, self.conventions.presets), sorted(KEYS))
        with files.opened(self.path) as source:
            yield source, Events(telling(self.conventions, options, source), mapper, source.name, self._prefix())

    def _prefix(self) -> str:
        given = preset(self.options.preset, self.conventions.presets) if self.options.preset else {}
        return str(given.get("customer_prefix", ""))


def telling(around: Conventions, options: EventOptions, source: files.Source) -> Telling:
    """Return how the rows of a file are read."""
    given = preset(options.preset, around.presets) if options.preset else {}
    return Telling(
        instant=around.instant(excel=source.format == "xlsx"),
        now=around.now,
        currency=around.currency,
        names=around.names,
        type=options.type or given.get("type", ""),
        source=options.source or given.get("source", ""),
        table=source.table,
    )


class Events:
    """The work on chunks of events' rows; ``file`` is its name, ``prefix`` the shop whose customers they name."""

    by_columns = False

    def __init__(self, how: Telling, mapper: Mapper | None, file: str, prefix: str = "") -> None:
        self._telling, self._mapper, self._file, self._prefix = how, mapper, file, prefix
        self._checked = False

    def prepare(self, batches: Iterable[Batch]) -> Prepared:
        """Read a chunk's rows."""
        found, parts = Prepared(), list[Happenings]()
        for batch in batches:
            found.count += len(batch)
            found.kept.add(batch)
            read = [
                decode.happening(self.fields(row), number, self._telling)
                for number, row in zip(batch.numbers, batch.rows, strict=True)
            ]
            found.rejected += [one for one in read if isinstance(one, Rejected)]
            parts.append(Happenings.of([self._named(one) for one in read if isinstance(one, Happening)]))
        found.happenings = Happenings.joined(parts)
        if self._mapper and not self._checked:
            self._mapper.check(self._file)
            self._checked = True
        return found

    def passed(self, batch: Batch) -> None:
        """Pass over rows: an event that was taken is known again by its id."""

    def fields(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row under the names of fields."""
        if self._mapper is None:
            return row
        return self._mapper.cells(row) if self._telling.table else self._mapper.row(row)

    def _named(self, one: Happening) -> Happening:
        """Return an event under the name that its shop knows the customer by."""
        if not self._prefix or ":" in one.customer or "@" in one.customer:
            return one
        return one._replace(customer=f"{self._prefix}:{one.customer}")


@dataclass(slots=True)
class Prepared:
    """A chunk that was read: its ``count`` rows, events to store, and rows refused."""

    count: int = 0
    kept: Kept = field(default_factory=Kept)
    happenings: Happenings = field(default_factory=Happenings)
    rejected: list[Rejected] = field(default_factory=list)
