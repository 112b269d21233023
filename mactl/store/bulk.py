"""Many customers at once: whole columns go to SQLite in few statements.

Customers go as rows of bound values, many to a statement; what is the same for many of them (their consents, their
tags) goes once, joined to a JSON array that says whose it is. Statements are few and long because SQLite runs them
without holding up Python, which reads the next chunk meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from mactl.core.decode.alike import Alike
from mactl.core.decode.block import Block
from mactl.core.decode.profiles import Profile
from mactl.core.model.customer import COLUMNS
from mactl.store import many, touched
from mactl.store.arrays import array, joined
from mactl.store.database import Database
from mactl.store.stamp import Stamp

T = TypeVar("T")
_FEW = 8  # groups smaller than this on average are bound row by row


def create(database: Database, blocks: Sequence[Block], stamp: Stamp) -> int:
    """Add customers whom nobody knows yet, with all that their rows say; return how many.

    Their first values are no changes (E6).

    Raises:
        sqlite3.IntegrityError: an id or address is taken; the caller undoes what was written (OR FAIL leaves that to
            them, and so keeps no copy of pages to undo a single statement from).
    """
    count = sum(map(len, blocks))
    if not count:
        return 0
    base = following(database)
    _customers(database, blocks, stamp)
    _addresses(database, blocks, base, stamp.now)
    _consents(database, blocks, base)
    _tags(database, blocks, base, stamp)
    touched.span(database, base, base + count, stamp.now)
    return count


def following(database: Database) -> int:
    """Return the number that the next new customer gets."""
    return database.number("SELECT max(id) FROM customers") + 1


def own_id(profile: Profile) -> str:
    """Return the id of a customer: the row's, else one made from the first address, the same at every import."""
    if profile.key is not None:
        return profile.key
    kind, value = next((kind, value) for kind, value, _platform in profile.addresses if value)
    return _made(kind, value)


def _made(kind: str, value: str) -> str:
    return "c" + blake2b(f"{kind}:{value}".encode(), digest_size=6).hexdigest()


def _ids(block: Block) -> list[str]:
    """Return the ids of a block's customers."""
    if None not in block.keys:
        return block.keys  # type: ignore[return-value] # None was looked for
    return [own_id(profile) for profile in block.profiles()]


def _customers(database: Database, blocks: Sequence[Block], stamp: Stamp) -> None:
    """Add customers; SQLite numbers them itself from `following` on, which costs less than being told."""
    named = set().union(*(block.columns for block in blocks))
    columns = [name for name in COLUMNS if name in named]
    fixed = ("import_batch", "created_at", "updated_at", "customer_id", stamp.digest, "attributes")
    many.insert(
        database,
        f"INSERT OR FAIL INTO customers ({', '.join((*fixed, *columns))}) VALUES ",  # noqa: S608 - names from COLUMNS
        f"(?1, ?2, ?2, ?, ?, ?{', ?' * len(columns)})",
        list(chain.from_iterable(chain.from_iterable(_rows(block, columns)) for block in blocks)),
        3 + len(columns),
        stamp.batch,
        stamp.now,
    )


def _rows(block: Block, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of customers: id, digest, attributes, columns."""
    nothing = [None] * len(block)
    return zip(
        _ids(block), block.digests, block.attributes,
        *(block.columns.get(name, nothing) for name in columns),
        strict=True,
    )  # fmt: skip


def _addresses(database: Database, blocks: Sequence[Block], base: int, now: int) -> None:
    """Add addresses: a column a kind that customers have one of, the others row by row."""
    others: list[tuple[str, str | None, int, str, int]] = []
    columns: dict[str, list[Sequence[str | None]]] = {kind: [] for block in blocks for kind in block.addresses}
    first = 0
    for block in filter(len, blocks):
        for kind, column in columns.items():
            column.append(block.addresses[kind] if kind in block.addresses else [None] * len(block))
        others += [(kind, value, base + first + place, platform or "", now)
                   for place, (kind, value, platform) in block.others]  # fmt: skip
        first += len(block)
    for kind, column in columns.items():
        values = joined(column)
        some = " WHERE value IS NOT NULL" if "null" in values else ""
        database.sql.execute(
            "INSERT OR FAIL INTO addresses (kind, value, customer, since) "
            f"SELECT ?, value, ? + key, ? FROM json_each(?){some}",
            (kind, base, now, values),
        )
    database.sql.executemany(
        "INSERT INTO addresses (kind, value, customer, platform, since) VALUES (?, ?, ?, nullif(?, ''), ?)", others
    )


def _consents(database: Database, blocks: Sequence[Block], base: int) -> None:
    kinds, which = _joined(block.consents for block in blocks)
    _give(database, _CONSENTS, kinds, which, base)


def _tags(database: Database, blocks: Sequence[Block], base: int, stamp: Stamp) -> None:
    kinds, which = _joined(block.tags for block in blocks)
    _give(database, _TAGS, [[(tag, stamp.now, stamp.source) for tag in kind] for kind in kinds], which, base)


def _joined(said: Iterable[Alike[T]]) -> tuple[list[tuple[T, ...]], list[int]]:
    """Return what rows of many blocks say: the different lists, and for each row the place of its list."""
    kinds: dict[tuple[T, ...], int] = {}
    which: list[int] = []
    for one in said:
        places = [kinds.setdefault(tuple(kind), len(kinds)) for kind in one.kinds]
        which += map(places.__getitem__, one.which)
    return list(kinds), which


class _Table(NamedTuple):
    """A table that holds several rows of a customer: how they are inserted, their columns, the first in their key."""

    insert: str
    name: str
    columns: tuple[str, ...]
    keys: int


_CONSENTS = _Table("INSERT OR REPLACE", "consents", ("channel", "topic", "status", "at", "source", "proof"), 2)
_TAGS = _Table("INSERT OR IGNORE", "tags", ("tag", "at", "source"), 1)


def _give(
    database: Database, table: _Table, kinds: Sequence[Sequence[tuple[Any, ...]]], which: list[int], base: int
) -> None:
    """Give customers, from ``base`` on, the rows of their kinds."""
    columns = ", ".join(table.columns)
    head = f"{table.insert} INTO {table.name} (customer, {columns})"
    if len(kinds) * _FEW > len(which):
        each = ((customer, *row) for customer, kind in enumerate(which, base) for row in kinds[kind])
        cells = f"(?{', ?' * len(table.columns)})"
        many.insert(database, f"{head} VALUES ", cells, list(chain.from_iterable(each)), 1 + len(table.columns))
    elif any(kinds):
        _hold(database, table, kinds)
        rows = f"json_each(?) AS w CROSS JOIN {table.name}_alike AS a ON a.kind = w.value"
        database.sql.execute(f"{head} SELECT ? + w.key, {columns} FROM {rows}", (base, array(which)))  # noqa: S608 - constants


def _hold(database: Database, table: _Table, kinds: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    """Write the rows of each kind into a temporary table, in the order of ``table``'s key: so they are appended."""
    sql, columns = database.sql, ", ".join(table.columns)
    sql.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {table.name}_alike (kind INTEGER, {columns}, "
        f"PRIMARY KEY (kind, {', '.join(table.columns[: table.keys])})) WITHOUT ROWID"
    )
    sql.execute(f"DELETE FROM {table.name}_alike")  # noqa: S608 - a constant
    sql.executemany(
        f"INSERT OR REPLACE INTO {table.name}_alike VALUES (?{', ?' * len(table.columns)})",  # noqa: S608 - as above
        [(place, *row) for place, kind in enumerate(kinds) for row in kind],
    )
