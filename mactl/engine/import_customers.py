"""Customers from a file into the database: mapped, checked, taken in chunk by chunk; a cut-short import goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from mactl.core.decode import profiles as decode
from mactl.core.decode.mapping import Mapper
from mactl.core.decode.profiles import Profile, Reading, Rejected, Row
from mactl.core.model.customer import KEYS
from mactl.engine import files, running
from mactl.engine.intake import Imported, Progress, Surroundings, zone_name
from mactl.engine.presets import usual
from mactl.engine.rejects import beside, with_rows
from mactl.engine.running import Numbered
from mactl.store import controls, current, intake
from mactl.store.database import Database
from mactl.store.intake import Taken
from mactl.store.stamp import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerOptions:
    """How a file of customers is imported.

    ``columns`` maps a file's headings to fields. ``consent`` are channels whose consent the batch records, with
    ``consent_source``. ``skip`` leaves known customers alone. ``dry_run`` reports and writes nothing.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    preset: str = ""
    consent: tuple[str, ...] = ()
    consent_source: str = ""
    skip: bool = False
    dry_run: bool = False
    errors: Path | None = None


def import_customers(
    around: Surroundings, path: Path, options: CustomerOptions, progress: Progress | None = None
) -> Imported:
    """Import a file of customers; run again after a kill, it goes on where it was.

    Raises:
        MactlError: a file that cannot be read at all, or a mapping from a column that it has not.
    """
    said = json.dumps({**asdict(options), "errors": None, "dry_run": None}, sort_keys=True, default=str)
    with files.opened(path) as source, Database(around.database.path) as looking:
        mapper = Mapper(options.columns, usual("customers", options.preset), sorted(KEYS))
        job = Customers(
            around.database, looking, reading(around, options, source), stamp_of(around, options, path), mapper
        )
        run = running.Run(
            around=around,
            kind="customers",
            path=path,
            digest=files.digest(path),
            options=said,
            dry_run=options.dry_run,
            errors=options.errors or beside(path),
            progress=progress,
        )
        done = running.work(run, source, job.prepare, job.take)
    if options.consent and not options.dry_run:
        _audit(around, done, options)
    return done


def _audit(around: Surroundings, done: Imported, options: CustomerOptions) -> None:
    """Record who said that the customers of a file consent, and where that is said to come from (G2, G3)."""
    detail = {"batch": done.batch, "channels": list(options.consent), "source": options.consent_source}
    with around.database.transaction():
        controls.write_audit(
            around.database, who=around.who, what="import consent", now=around.now, about=done.path.name, detail=detail
        )


def reading(around: Surroundings, options: CustomerOptions, source: files.Source) -> Reading:
    """Return how the rows of a file are read."""
    return Reading(
        instant=around.instant(excel=source.format == "xlsx"),
        day=around.day(excel=source.format == "xlsx"),
        zone=zone_name,
        now=around.now,
        region=around.region,
        table=source.table,
        granted=options.consent,
        source=options.consent_source or source.name,
    )


def stamp_of(around: Surroundings, options: CustomerOptions, path: Path) -> Stamp:
    """Return under what an import's changes are recorded."""
    return Stamp(now=around.now, source=path.name, skip=options.skip)


class Customers:
    """The work on chunks of customers' rows: unchanged rows are known by their digest and cost no more.

    ``looking`` is a connection of its own to the same database: chunks are read while others are written.
    """

    def __init__(
        self, database: Database, looking: Database, how: Reading, stamp: Stamp, mapper: Mapper | None
    ) -> None:
        self._database, self._looking = database, looking
        self._reader, self._table, self._stamp, self._mapper = decode.Reader(how), how.table, stamp, mapper
        self._checked = False

    def prepare(self, chunk: list[Numbered]) -> Prepared:
        """Read a chunk's rows, but for those that are as they were."""
        rows = self._mapped(chunk)
        keys = [decode.key(row) for row in rows]
        known = current.by_id(self._looking, [key for key in keys if key is not None], self._stamp.digest)
        found = Prepared(chunk=chunk)
        for (number, _row), row, key in zip(chunk, rows, keys, strict=True):
            mark = decode.digest(row)
            if key is not None and key in known and known[key][1] == mark:
                found.unchanged += 1
                continue
            one = self._reader.read(row, number, mark)
            if isinstance(one, Profile):
                found.profiles.append(one)
            else:
                found.rejected.append(one)
        return found

    def take(self, prepared: Prepared, batch: int) -> Taken:
        """Store a chunk that was read."""
        taken = intake.take(self._database, prepared.profiles, replace(self._stamp, batch=batch))
        taken.unchanged += prepared.unchanged
        taken.rejected = [*with_rows(taken.rejected, prepared.chunk, self._fields), *prepared.rejected]
        return taken

    def _fields(self, row: Row) -> Row:
        """Return a row under the names of fields."""
        if self._mapper is None:
            return row
        return self._mapper.cells(row) if self._table else self._mapper.row(row)

    def _mapped(self, chunk: list[Numbered]) -> list[Row]:
        mapper = self._mapper
        if mapper is None:
            return [row for _number, row in chunk]
        rows = [self._fields(row) for _number, row in chunk]
        if not self._checked:
            mapper.check(self._stamp.source)
            self._checked = True
        return rows


@dataclass(slots=True)
class Prepared:
    """A chunk that was read: its rows, profiles to store, rows refused, and how many are as they were."""

    chunk: list[Numbered] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    unchanged: int = 0
