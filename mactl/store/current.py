"""Customers as they are now, all that an import may change of them, read set-wise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from mactl.core.decode.profiles import Profile
from mactl.core.model.customer import COLUMNS
from mactl.store.arrays import array
from mactl.store.database import Database


@dataclass(slots=True, kw_only=True)
class Current:
    """One customer now. ``consents`` by (channel, topic) to status; ``tags`` to their source; ``addresses`` by kind."""

    customer_id: str
    columns: dict[str, Any]
    attributes: dict[str, Any]
    addresses: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    consents: dict[tuple[str, str], str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


def read(database: Database, customers: Iterable[int]) -> dict[int, Current]:
    """Return customers by their numbers."""
    wanted = array(sorted(set(customers)))
    among = "IN (SELECT value FROM json_each(?))"
    found = {
        row[0]: Current(
            customer_id=row[1], attributes=orjson.loads(row[2]), columns=dict(zip(COLUMNS, row[3:], strict=True))
        )
        for row in database.rows(
            f"SELECT id, customer_id, attributes, {', '.join(COLUMNS)} FROM customers WHERE id {among}",  # noqa: S608 - constants
            (wanted,),
        )
    }
    for customer, kind, value in database.rows(
        f"SELECT customer, kind, value FROM addresses WHERE customer {among}", (wanted,)  # noqa: S608 - constants
    ):  # fmt: skip
        found[customer].addresses[kind].append(value)
    for customer, channel, topic, status in database.rows(
        f"SELECT customer, channel, topic, status FROM consents WHERE customer {among}", (wanted,)  # noqa: S608 - constants
    ):  # fmt: skip
        found[customer].consents[channel, topic] = status
    for customer, tag, source in database.rows(
        f"SELECT customer, tag, source FROM tags WHERE customer {among}", (wanted,)  # noqa: S608 - constants
    ):  # fmt: skip
        found[customer].tags[tag] = source
    return found


def by_id(database: Database, ids: Sequence[str], column: str) -> dict[str, tuple[int, int | None, int | None]]:
    """Return the numbers of customers by id, each with the digest in ``column`` of its row last taken in.

    The third is the import that created the customer, if one did.
    """
    return {
        row[0]: row[1:]
        for row in database.rows(
            f"SELECT customer_id, id, {column}, import_batch FROM customers"  # noqa: S608 - Stamp.digest
            " WHERE customer_id IN (SELECT value FROM json_each(?))",
            (array(ids),),
        )
    }


def owners(database: Database, addresses: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return to whom addresses belong, by (kind, value); those of nobody are left out."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for kind, value in addresses:
        kinds[kind].append(value)
    return {
        (kind, value): customer
        for kind, values in kinds.items()
        for value, customer in database.rows(
            "SELECT value, customer FROM addresses WHERE kind = ? AND value IN (SELECT value FROM json_each(?))",
            (kind, array(values)),
        )
    }


def by_address(database: Database, profiles: Sequence[Profile], column: str) -> list[int]:
    """Return the numbers of the customers whom rows reach by an address and whose row last taken in they are.

    ``column`` has the digests of those rows.
    """
    reached: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for one in profiles:
        for kind, value, _platform in one.addresses:
            if value:
                reached[kind, value].add(one.digest)
    holders = owners(database, reached)
    said = {(customer, digest) for address, customer in holders.items() for digest in reached[address]}
    held = database.rows(
        f"SELECT id, {column} FROM customers WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - Stamp.digest
        (array(sorted(set(holders.values()))),),
    )
    return [customer for customer, digest in held if (customer, digest) in said]
