"""Rows about customers on their way into the database: mapped, checked, and known again where they did not change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from mactl.core.decode.block import Block
from mactl.core.decode.block import of as block_of
from mactl.core.decode.cells import unguarded
from mactl.core.decode.columns import Columns
from mactl.core.decode.mapping import Mapper
from mactl.core.decode.marks import Marker, key
from mactl.core.decode.packing import pack
from mactl.core.decode.profiles import Profile, Reader, Reading, Row
from mactl.core.decode.quick_json import written
from mactl.core.decode.rejected import Rejected
from mactl.core.decode.row import Batch
from mactl.core.model.customer import KEYS
from mactl.engine import files
from mactl.engine.conventions import Conventions, zone_name
from mactl.engine.customer_options import CustomerOptions
from mactl.engine.prepared import Prepared
from mactl.engine.presets import usual
from mactl.store import current
from mactl.store.database import Database
from mactl.store.stamp import INLET, Stamp

_SHAPES = 4096


def mapping(around: Conventions, options: CustomerOptions) -> Mapper:
    """Return what puts the columns of a file under the names of fields."""
    return Mapper(options.columns, usual("customers", options.preset, around.presets), sorted(KEYS))


def reading(around: Conventions, options: CustomerOptions, source: files.Source) -> Reading:
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


def authored(around: Conventions) -> Reading:
    """Return how the rows of customers.json are read."""
    return Reading(
        instant=around.instant(),
        day=around.day(),
        zone=zone_name,
        now=around.now,
        region=around.region,
        authored=True,
        source=INLET,
    )


class Customers:
    """The work on chunks of customers' rows: unchanged rows are known by their digest and cost no more.

    ``looking`` is a connection of its own to the database.
    """

    by_columns = True

    def __init__(self, looking: Database, how: Reading, stamp: Stamp, mapper: Mapper | None, meaning: str = "") -> None:
        self._looking = looking
        self._reader, self._stamp, self._mapper = Reader(how), stamp, mapper
        self._table = how.table and mapper is not None
        self._columns, self._marker = Columns(self._reader), Marker(meaning)
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._some = looking.number("SELECT EXISTS (SELECT 1 FROM customers)") > 0
        self._checked = False
        self._before: list[int] = []

    def prepare(self, batches: Iterable[Batch]) -> Prepared:
        """Read a chunk's rows, but for those that are as they were."""
        found = Prepared(before=self._before)
        self._before = []
        for batch in batches:
            found.count += len(batch)
            for shape, like in _with_texts(batch).alike():
                self._read(shape, like, found)
        if self._mapper and not self._checked:
            self._mapper.check(self._stamp.source)
            self._checked = True
        found.rejected.sort(key=lambda one: one.number)
        return found

    def passed(self, batch: Batch) -> None:
        """Remember whom rows spoke of that are in the database as they stand: no later row may say otherwise."""
        for shape, like in _with_texts(batch).alike():
            found, fields, other, marks = Prepared(), self._named(shape), like, self._marker.marks(like)
            if "id" in fields:
                other, marks = self._changed(shape[fields.index("id")], like, marks, found)
                self._before += found.same
            block, profiles, _refused = self._understood(fields, other, marks)
            nameless = [one for one in (*block.profiles(), *profiles) if one.key is None]
            self._before += current.by_address(self._looking, nameless, self._stamp.digest)

    def fields(self, row: Row) -> Row:
        """Return a row under the names of fields."""
        if self._mapper is None:
            return row
        return self._mapper.cells(row) if self._table else self._mapper.row(row)

    def _read(self, shape: tuple[str, ...], like: Batch, found: Prepared) -> None:
        """Read rows of one shape: by columns, and one by one those that cannot be read so."""
        found.kept.add(like)
        fields, marks = self._named(shape), self._marker.marks(like)
        if self._some and "id" in fields:
            like, marks = self._changed(shape[fields.index("id")], like, marks, found)
        block, profiles, refused = self._understood(fields, like, marks)
        if len(block):
            found.blocks.append(pack(block))
        if profiles:
            found.blocks.append(block_of(profiles))
        found.rejected += refused

    def _understood(
        self, fields: tuple[str, ...], like: Batch, marks: Sequence[int]
    ) -> tuple[Block, list[Profile], list[Rejected]]:
        """Return what rows of one shape say: by columns, one by one those that cannot be read so, and the refused."""
        profiles: list[Profile] = []
        refused: list[Rejected] = []
        if not len(like):
            return Block(), profiles, refused
        columns = list(like.columns.values()) if like.columns else self._transposed(like)
        block, left = self._columns.read(fields, columns, like.numbers, marks)
        for place in left:
            said: Collection[Any] = like.row(place).values()
            if self._table:
                said = unguarded([said])[0]
            one = self._reader.read(dict(zip(fields, said, strict=True)), like.numbers[place], marks[place])
            if isinstance(one, Profile):
                profiles.append(one)
            else:
                refused.append(one)
        return block, profiles, refused

    def _transposed(self, like: Batch) -> list[list[Any]]:
        """Return the columns of rows."""
        values: list[Collection[Any]] = list(map(dict.values, like.rows))
        return list(map(list, zip(*(unguarded(values) if self._table else values), strict=True)))

    def _changed(self, name: str, like: Batch, marks: list[int], found: Prepared) -> tuple[Batch, list[int]]:
        """Leave out the rows that are as they were when last taken in; ``name`` is the heading of the ids."""
        keys = list(map(key, like.column(name)))
        known = current.by_id(self._looking, [one for one in keys if one is not None], self._stamp.digest)
        fresh: list[int] = []
        for place, (mark, who) in enumerate(zip(marks, keys, strict=True)):
            held = known.get(who) if who is not None else None
            if held is None or held[1] is None or not self._as_it_was(held[1], mark, like, place):
                fresh.append(place)
            else:
                found.same.append(held[0])
                found.same_rows.append(like.numbers[place])
                found.same_ids.append(who or "")
                found.same_marks.append(held[1])
        return like.at(fresh), [marks[place] for place in fresh]

    def _as_it_was(self, held: int, mark: int, like: Batch, place: int) -> bool:
        """Return whether the digest that the database holds is this row's."""
        return held == mark or held == self._marker.former(like.row(place))

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


def _with_texts(batch: Batch) -> Batch:
    """Return rows with their JSON, if they can be written so."""
    return batch if batch.texts else Batch(batch.numbers, batch.rows, written(batch.rows))
