"""Many customers at once: whole columns go to SQLite as JSON arrays, one statement a table and chunk.

A statement over ``json_each`` costs a third of a bound row a time, and lets Python read the next chunk meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

from mactl.core.decode.consents import Grant
from mactl.core.decode.profiles import Profile
from mactl.core.model.customer import ADDRESSES, COLUMNS
from mactl.store import touched
from mactl.store.arrays import array
from mactl.store.database import Database
from mactl.store.stamp import Stamp

_FEW = 8  # groups smaller than this on average are bound row by row


def create(database: Database, profiles: Sequence[Profile], stamp: Stamp) -> None:
    """Add customers whom nobody knows yet, with all that their rows say; their first values are no changes (E6).

    Raises:
        sqlite3.IntegrityError: an id or address is taken; the caller undoes what was written.
    """
    if not profiles:
        return
    base = database.number("SELECT max(id) FROM customers") + 1
    _customers(database, profiles, base, stamp)
    _addresses(database, profiles, base, stamp.now)
    _consents(database, profiles, base)
    _tags(database, profiles, base, stamp)
    touched.span(database, base, base + len(profiles), stamp.now)


def own_id(profile: Profile) -> str:
    """Return the id of a customer: the row's, else one made from the first address, the same at every import."""
    if profile.key is not None:
        return profile.key
    kind, value = next((kind, value) for kind, value, _platform in profile.addresses if value)
    return "c" + blake2b(f"{kind}:{value}".encode(), digest_size=6).hexdigest()


def _customers(database: Database, profiles: Sequence[Profile], base: int, stamp: Stamp) -> None:
    named = set().union(*(profile.columns for profile in profiles))
    columns = [name for name in COLUMNS if name in named]
    fixed = ["customer_id", stamp.digest, "attributes"]
    cells = ", ".join(f"json_extract(value, '$[{i}]')" for i in range(len(fixed) + len(columns)))
    rows = [
        [own_id(p), p.digest, p.attributes, *map(p.columns.get, columns)]
        for p in profiles
    ]  # fmt: skip
    database.sql.execute(
        f"INSERT INTO customers ({', '.join(fixed + columns)}, id, import_batch, created_at, updated_at) "  # noqa: S608 - names from COLUMNS
        f"SELECT {cells}, ? + key, ?, ?, ? FROM json_each(?)",
        (base, stamp.batch, stamp.now, stamp.now, array(rows)),
    )


def _addresses(database: Database, profiles: Sequence[Profile], base: int, now: int) -> None:
    """Add addresses: a column a kind that customers have one of, the others row by row."""
    columns: defaultdict[str, list[str | None]] = defaultdict(lambda: [None] * len(profiles))
    others: list[tuple[str, str, int, str, int]] = []
    for i, profile in enumerate(profiles):
        for kind, value, platform in profile.addresses:
            if platform is None and kind in _SINGLE:
                columns[kind][i] = value
            elif value:
                others.append((kind, value, base + i, platform or "", now))
    for kind, values in columns.items():
        database.sql.execute(
            "INSERT INTO addresses (kind, value, customer, since) "
            "SELECT ?, value, ? + key, ? FROM json_each(?) WHERE type <> 'null'",
            (kind, base, now, array(values)),
        )
    database.sql.executemany(
        "INSERT INTO addresses (kind, value, customer, platform, since) VALUES (?, ?, ?, nullif(?, ''), ?)",
        others,
    )


_SINGLE = frozenset(ADDRESSES)


def _consents(database: Database, profiles: Sequence[Profile], base: int) -> None:
    groups: defaultdict[Grant, list[int]] = defaultdict(list)
    for customer, profile in enumerate(profiles, base):
        for said in profile.consents:
            groups[said].append(customer)
    if len(groups) * _FEW > len(profiles):
        rows = [(customer, *said) for said, customers in groups.items() for customer in customers]
        database.sql.executemany("INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        return
    for said, customers in groups.items():
        database.sql.execute(
            "INSERT OR REPLACE INTO consents SELECT value, ?, ?, ?, ?, ?, ? FROM json_each(?)",
            (*said, array(customers)),
        )


def _tags(database: Database, profiles: Sequence[Profile], base: int, stamp: Stamp) -> None:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for customer, profile in enumerate(profiles, base):
        for tag in profile.tags:
            groups[tag].append(customer)
    for tag, customers in groups.items():
        database.sql.execute(
            "INSERT OR IGNORE INTO tags SELECT value, ?, ?, ? FROM json_each(?)",
            (tag, stamp.now, stamp.source, array(customers)),
        )
