"""Customers as documents, in the shape of ``data/customers.json``: one to be shown, many to be exported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson

from mactl.core.model.customer import ADDRESSES, COLUMNS, PUSH
from mactl.store.arrays import array
from mactl.store.database import Database

PAGE = 5_000
Instant = Callable[[int], str]
Document = dict[str, Any]
_AMONG = "IN (SELECT value FROM json_each(?))"


def everybody(
    database: Database, instant: Instant, where: str = "true", params: Sequence[object] = ()
) -> Iterator[Document]:
    """Yield customers for whom the SQL ``where`` (over ``customers AS c``) holds, by their numbers, page by page."""
    last = 0
    while True:
        page = [
            row[0]
            for row in database.rows(
                f"SELECT c.id FROM customers c WHERE c.id > ? AND ({where}) ORDER BY c.id LIMIT {PAGE}",  # noqa: S608 - conditions are compiled
                (last, *params),
            )
        ]
        if not page:
            return
        yield from documents(database, page, instant)
        last = page[-1]


def documents(database: Database, customers: Sequence[int], instant: Instant) -> list[Document]:
    """Return customers by their numbers, in that order; ``instant`` writes an instant for a person."""
    wanted = array(customers)
    found = _profiles(database, wanted, instant)
    _add_addresses(database, wanted, found)
    _add_consents(database, wanted, found, instant)
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for customer, tag in database.rows(
        f"SELECT customer, tag FROM tags WHERE customer {_AMONG} ORDER BY tag", (wanted,)  # noqa: S608 - constant
    ):  # fmt: skip
        tags[customer].append(tag)
    for customer, document in found.items():
        if tags[customer]:
            document["tags"] = tags[customer]
        if attributes := document.pop("attributes"):
            document["attributes"] = attributes
    return [found[customer] for customer in customers if customer in found]


def _profiles(database: Database, wanted: str, instant: Instant) -> dict[int, Document]:
    found: dict[int, Document] = {}
    for number, known, attributes, *values in database.rows(
        f"SELECT id, customer_id, attributes, {', '.join(COLUMNS)} FROM customers WHERE id {_AMONG}",  # noqa: S608 - constants
        (wanted,),
    ):
        document: Document = {"id": known}
        document |= {name: value for name, value in zip(COLUMNS, values, strict=True) if value is not None}
        if "signup_at" in document:
            document["signup_at"] = instant(document["signup_at"])
        if str(document.get("birthday", "")).startswith("lunar:"):
            document["birthday"] = {"lunar": document["birthday"].removeprefix("lunar:")}
        document["attributes"] = orjson.loads(attributes)
        found[number] = document
    return found


def _add_addresses(database: Database, wanted: str, found: dict[int, Document]) -> None:
    for customer, kind, value, platform in database.rows(
        f"SELECT customer, kind, value, platform FROM addresses WHERE customer {_AMONG} ORDER BY kind, since, value",  # noqa: S608 - constant
        (wanted,),
    ):
        document = found[customer]
        if kind in ADDRESSES:
            document[kind] = value
        elif kind == PUSH:
            document.setdefault("push_tokens", []).append(
                {"token": value, **({"platform": platform} if platform else {})}
            )
        else:
            document.setdefault("ids", {})[kind] = value


def _add_consents(database: Database, wanted: str, found: dict[int, Document], instant: Instant) -> None:
    for customer, channel, topic, status, at, source, proof in database.rows(
        f"SELECT * FROM consents WHERE customer {_AMONG} ORDER BY channel, topic", (wanted,)  # noqa: S608 - constant
    ):  # fmt: skip
        record = {"status": status, "at": instant(at), "source": source}
        if proof:
            record["proof"] = proof
        found[customer].setdefault("consents", {})[f"{channel}:{topic}" if topic else channel] = record


def find(database: Database, text: str, limit: int = 50) -> list[int]:
    """Return the numbers of customers whose id, name or an address holds ``text``, the best matches first."""
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return [
        row[0]
        for row in database.rows(
            "SELECT id FROM (SELECT id, customer_id = :text OR name = :text AS same FROM customers "
            "WHERE customer_id LIKE :like ESCAPE '\\' OR name LIKE :like ESCAPE '\\' "
            "UNION ALL SELECT customer, value = :text FROM addresses WHERE value LIKE :like ESCAPE '\\') "
            "GROUP BY id ORDER BY max(same) DESC, id LIMIT :limit",
            {"text": text, "like": like, "limit": limit},
        )
    ]


def activity(database: Database, customer: int, limit: int = 10) -> list[tuple[int, str, str]]:
    """Return a customer's latest events: instant, type, properties as JSON."""
    return list(
        database.rows(
            "SELECT at, type, properties FROM events WHERE customer = ? ORDER BY at DESC, id DESC LIMIT ?",
            (customer, limit),
        )
    )


def history(
    database: Database, customer: int, limit: int = 10
) -> list[tuple[int, str, str, str | None, str | None, str]]:
    """Return a customer's latest changes: instant, kind, name, value before and after as JSON, source."""
    return list(
        database.rows(
            "SELECT at, kind, name, old, new, source FROM changes WHERE customer = ? ORDER BY id DESC LIMIT ?",
            (customer, limit),
        )
    )


def latest(database: Database, tag: str, limit: int) -> tuple[list[int], int]:
    """Return the numbers of the customers added last, with ``tag`` where one is given, and how many there are."""
    among = "WHERE :tag = '' OR id IN (SELECT customer FROM tags WHERE tag = :tag)"
    given = {"tag": tag, "limit": limit}
    rows = database.rows(f"SELECT id FROM customers {among} ORDER BY id DESC LIMIT :limit", given)  # noqa: S608 - constant
    return [row[0] for row in rows], database.number(f"SELECT count(*) FROM customers {among}", given)  # noqa: S608 - constant
