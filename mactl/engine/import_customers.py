"""Customers from a file into the database: mapped, checked, taken in chunk by chunk; a cut-short import goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from mactl.core.decode.block import Block
from mactl.core.decode.block import of as block_of
from mactl.core.decode.cells import plain
from mactl.core.decode.columns import Columns
from mactl.core.decode.mapping import Mapper
from mactl.core.decode.marks import Marker, key
from mactl.core.decode.profiles import Profile, Reader, Reading, Rejected, Row
from mactl.core.model.customer import KEYS
from mactl.engine import files, running
from mactl.engine.intake import Imported, Progress, Surroundings, chunks, zone_name
from mactl.engine.presets import usual
from mactl.engine.rejects import beside, with_rows
from mactl.engine.running import Numbered
from mactl.store import controls, current, intake
from mactl.store.database import Database
from mactl.store.intake import Taken
from mactl.store.stamp import Stamp

_PART = 1000  # rows read at a time: few enough to stay in the processor's cache
_SHAPES = 4096


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
            around.database, looking, reading(around, options, source), stamp_of(around, options, path), mapper, said
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

    ``looking`` is a connection of its own to the same database: chunks are read while others are written. ``meaning``
    is how rows are understood: the same rows understood otherwise are looked at again.
    """

    def __init__(
        self,
        database: Database,
        looking: Database,
        how: Reading,
        stamp: Stamp,
        mapper: Mapper | None,
        meaning: str = "",
    ) -> None:
        self._database, self._looking = database, looking
        self._reader, self._stamp, self._mapper = Reader(how), stamp, mapper
        self._table = how.table and mapper is not None
        self._columns, self._marker = Columns(self._reader), Marker(meaning)
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._some = looking.number("SELECT EXISTS (SELECT 1 FROM customers)") > 0
        self._checked = False

    def prepare(self, rows: Iterable[Numbered]) -> Prepared:
        """Read a chunk's rows, but for those that are as they were."""
        found = Prepared()
        for part in chunks(rows, _PART):
            found.count += len(part)
            found.chunk += part
            for shape, like in _alike(part):
                self._read(shape, like, found)
        if self._mapper and not self._checked:
            self._mapper.check(self._stamp.source)
            self._checked = True
        found.rejected.sort(key=lambda one: one.number)
        return found

    def take(self, prepared: Prepared, batch: int) -> Taken:
        """Store a chunk that was read."""
        taken = intake.take_blocks(self._database, prepared.blocks, replace(self._stamp, batch=batch))
        taken.unchanged += prepared.unchanged
        taken.rejected = [*with_rows(taken.rejected, prepared.chunk, self._fields), *prepared.rejected]
        return taken

    def _fields(self, row: Row) -> Row:
        """Return a row under the names of fields."""
        if self._mapper is None:
            return row
        return self._mapper.cells(row) if self._table else self._mapper.row(row)

    def _read(self, shape: tuple[str, ...], like: list[Numbered], found: Prepared) -> None:
        """Read rows of one shape: by columns, and one by one those that cannot be read so."""
        fields = self._named(shape)
        marks = [self._marker.mark(row) for _number, row in like]
        if self._some and "id" in fields:
            like, marks = self._changed(shape[fields.index("id")], like, marks, found)
        if not like:
            return
        numbers = [number for number, _row in like]
        values = [tuple(row.values()) for _number, row in like]
        if self._table:
            values = [
                tuple([plain(cell) if type(cell) is str and cell[:1] == "'" else cell for cell in row])
                for row in values
            ]
        block, left = self._columns.read(fields, values, numbers, marks)
        if len(block):
            found.blocks.append(block)
        profiles = []
        for place in left:
            one = self._reader.read(dict(zip(fields, values[place], strict=True)), numbers[place], marks[place])
            if isinstance(one, Profile):
                profiles.append(one)
            else:
                found.rejected.append(one)
        if profiles:
            found.blocks.append(block_of(profiles))

    def _changed(
        self, name: str, like: list[Numbered], marks: list[int], found: Prepared
    ) -> tuple[list[Numbered], list[int]]:
        """Leave out the rows that are as they were when last taken in; ``name`` is the heading of the ids."""
        keys = [key(row[name]) for _number, row in like]
        known = current.by_id(self._looking, [one for one in keys if one is not None], self._stamp.digest)
        fresh = [
            (one, mark)
            for one, mark, who in zip(like, marks, keys, strict=True)
            if who is None or who not in known or known[who][1] != mark
        ]
        found.unchanged += len(like) - len(fresh)
        return [one for one, _mark in fresh], [mark for _one, mark in fresh]

    def _named(self, shape: tuple[str, ...]) -> tuple[str, ...]:
        """Return the fields that the headings of ``shape`` mean."""
        if self._mapper is None:
            return shape
        fields = self._shapes.get(shape)
        if fields is None:
            fields = tuple(self._mapper.names[heading] for heading in shape)
            if len(self._shapes) < _SHAPES:
                self._shapes[shape] = fields
        return fields


def _alike(part: list[Numbered]) -> Iterable[tuple[tuple[str, ...], list[Numbered]]]:
    """Return rows by what they name, in its order."""
    found: dict[tuple[str, ...], list[Numbered]] = {}
    for one in part:
        found.setdefault(tuple(one[1]), []).append(one)
    return found.items()


@dataclass(slots=True)
class Prepared:
    """A chunk that was read: its ``count`` rows, blocks to store, rows refused, and how many are as they were."""

    count: int = 0
    chunk: list[Numbered] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    unchanged: int = 0
