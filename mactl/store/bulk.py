"""Many customers at once: whole columns go to SQLite in few statements.

Customers go as rows of bound values, many to a statement; what is the same for many of them (a consent, a tag)
goes once with the JSON array of their numbers. Statements are few and long because SQLite runs them without holding up
Python, which reads the next chunk meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain, repeat
from typing import Any, TypeVar

from mactl.core.decode.block import Block
from mactl.core.decode.consents import Grant
from mactl.core.decode.profiles import Profile
from mactl.core.model.customer import COLUMNS
from mactl.store import many, touched
from mactl.store.arrays import array
from mactl.store.database import Database
from mactl.store.stamp import Stamp

T = TypeVar("T")
_FEW = 8  # groups smaller than this on average are bound row by row


def create(database: Database, blocks: Sequence[Block], stamp: Stamp) -> int:
    """Add customers whom nobody knows yet, with all that their rows say; return how many.

    Their first values are no changes (E6).

    Raises:
        sqlite3.IntegrityError: an id or address is taken; the caller undoes what was written.
    """
    count = sum(map(len, blocks))
    if not count:
        return 0
    base = following(database)
    _customers(database, blocks, base, stamp)
    _addresses(database, blocks, base, stamp.now)
    _consents(database, chain.from_iterable(block.consents for block in blocks), base, count)
    _tags(database, chain.from_iterable(block.tags for block in blocks), base, stamp)
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


def _customers(database: Database, blocks: Sequence[Block], base: int, stamp: Stamp) -> None:
    named = set().union(*(block.columns for block in blocks))
    columns = [name for name in COLUMNS if name in named]
    fixed = ("import_batch", "created_at", "updated_at", "id", "customer_id", stamp.digest, "attributes")
    many.insert(
        database,
        f"INSERT INTO customers ({', '.join((*fixed, *columns))}) VALUES ",  # noqa: S608 - names from COLUMNS
        f"(?1, ?2, ?2, ?, ?, ?, ?{', ?' * len(columns)})",
        list(chain.from_iterable(_rows(blocks, columns, base))),
        4 + len(columns),
        stamp.batch,
        stamp.now,
    )


def _rows(blocks: Sequence[Block], columns: Sequence[str], base: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of customers: number, id, digest, attributes, columns."""
    for block in blocks:
        nothing = [None] * len(block)
        yield from zip(
            range(base, base + len(block)), _ids(block), block.digests, block.attributes,
            *(block.columns.get(name, nothing) for name in columns),
            strict=True,
        )  # fmt: skip
        base += len(block)


def _addresses(database: Database, blocks: Sequence[Block], base: int, now: int) -> None:
    """Add addresses: a column a kind that customers have one of, the others row by row."""
    others: list[tuple[str, str | None, int, str, int]] = []
    columns: defaultdict[str, list[str | None]] = defaultdict(list)
    first = 0
    for block in blocks:
        for kind, values in block.addresses.items():
            columns[kind] += repeat(None, first - len(columns[kind]))
            columns[kind] += values
        others += [(kind, value, base + first + place, platform or "", now)
                   for place, (kind, value, platform) in block.others]  # fmt: skip
        first += len(block)
    for kind, values in columns.items():
        database.sql.execute(
            "INSERT INTO addresses (kind, value, customer, since) "
            "SELECT ?, value, ? + key, ? FROM json_each(?) WHERE type <> 'null'",
            (kind, base, now, array(values)),
        )
    database.sql.executemany(
        "INSERT INTO addresses (kind, value, customer, platform, since) VALUES (?, ?, ?, nullif(?, ''), ?)", others
    )


def _consents(database: Database, consents: Iterable[list[Grant]], base: int, count: int) -> None:
    groups = _grouped(consents, base)
    if len(groups) * _FEW > count:
        rows = [(customer, *said) for said, customers in groups.items() for customer in customers]
        database.sql.executemany("INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        return
    for said, customers in groups.items():
        database.sql.execute(
            "INSERT OR REPLACE INTO consents SELECT value, ?, ?, ?, ?, ?, ? FROM json_each(?)",
            (*said, array(customers)),
        )


def _tags(database: Database, tags: Iterable[list[str]], base: int, stamp: Stamp) -> None:
    for tag, customers in _grouped(tags, base).items():
        database.sql.execute(
            "INSERT OR IGNORE INTO tags SELECT value, ?, ?, ? FROM json_each(?)",
            (tag, stamp.now, stamp.source, array(customers)),
        )


def _grouped(said: Iterable[list[T]], base: int) -> dict[T, list[int]]:
    """Return who says each thing, in order; rows that say the same share one list of it, so it is looked into once."""
    alike: dict[int, tuple[list[T], list[int]]] = {}
    for customer, one in enumerate(said, base):
        found = alike.get(id(one))
        if found is None:
            alike[id(one)] = (one, [customer])
        else:
            found[1].append(customer)
    groups: defaultdict[T, list[int]] = defaultdict(list)
    for each, customers in alike.values():
        for thing in each:
            groups[thing] += customers
    return {thing: sorted(customers) for thing, customers in groups.items()}
