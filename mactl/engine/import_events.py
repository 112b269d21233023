"""Events from a file into the database: each once, whoever imports the file how often (rules E1, E2, E3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mactl.core.decode import happenings as decode
from mactl.core.decode.happenings import Happening, Telling
from mactl.core.decode.mapping import Mapper
from mactl.core.decode.profiles import Rejected
from mactl.core.model.event import KEYS
from mactl.engine import files, running
from mactl.engine.intake import Imported, Progress, Surroundings
from mactl.engine.presets import preset, usual
from mactl.engine.receive import store
from mactl.engine.rejects import beside, with_rows
from mactl.engine.running import Numbered
from mactl.store.intake import Taken

CHUNK = 50_000  # events touch their indexes all over, so a larger transaction writes fewer pages twice


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOptions:
    """How a file of events is imported.

    ``columns`` is {field: heading}; fields that no event has are properties. ``type`` and ``source`` stand for rows
    that name none. ``create`` makes customers of unknown ids and addresses instead of refusing their events.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    preset: str = ""
    type: str = ""
    source: str = ""
    create: bool = False
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
    with files.opened(path) as source:
        digest = files.digest(path)
        mapper = Mapper(options.columns, usual("events", options.preset), sorted(KEYS))
        job = Events(around, telling(around, options, source), mapper, f"file:{digest}", options)
        run = running.Run(
            around=around,
            kind="events",
            chunk=CHUNK,
            path=path,
            digest=digest,
            options=said,
            dry_run=options.dry_run,
            errors=options.errors or beside(path),
            progress=progress,
        )
        return running.work(run, source, job.prepare, job.take)


def telling(around: Surroundings, options: EventOptions, source: files.Source) -> Telling:
    """Return how the rows of a file are read."""
    given = preset(options.preset) if options.preset else {}
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
    """The work on chunks of events' rows. ``anonymous`` is the source of rows without an id: their number is it."""

    def __init__(
        self, around: Surroundings, how: Telling, mapper: Mapper | None, anonymous: str, options: EventOptions
    ) -> None:
        self._around, self._telling, self._mapper = around, how, mapper
        self._anonymous, self._options = anonymous, options
        self._prefix = preset(options.preset).get("customer_prefix", "") if options.preset else ""
        self._checked = False

    def prepare(self, chunk: Iterable[Numbered]) -> Prepared:
        """Read a chunk's rows."""
        rows = list(chunk)
        found = Prepared(count=len(rows), chunk=rows)
        for number, row in rows:
            one = decode.happening(self._mapped(row), number, self._telling)
            if isinstance(one, Rejected):
                found.rejected.append(one)
            else:
                found.happenings.append(self._named(one))
        if self._mapper and not self._checked:
            self._mapper.check(self._anonymous)
            self._checked = True
        return found

    def take(self, prepared: Prepared, batch: int) -> Taken:
        """Store a chunk that was read."""
        around = self._around
        taken = store(around, prepared.happenings, anonymous=self._anonymous, create=self._options.create, batch=batch)
        taken.rejected = [*with_rows(taken.rejected, prepared.chunk, self._mapped), *prepared.rejected]
        return taken

    def _mapped(self, row: dict[str, Any]) -> dict[str, Any]:
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
    chunk: list[Numbered] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
