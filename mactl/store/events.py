"""Events stored once each, with the rollups and marks that belong to them, in the caller's transaction (E1, E2)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter

from mactl.store import many
from mactl.store.database import Database

_MANY = 10_000  # so many that nobody looks for them in the order in which they came
# An event ready to be stored: customer, type, instant, source, id (unique with the source), amount in ten-thousandths
# (None: none), properties as JSON.
Stored = tuple[int, str, int, int, str | int, int | None, str]

# The events just stored. Left alone, the planner groups by an index over all that were ever stored.
NEW = "FROM events NOT INDEXED WHERE id > ?"


def source(database: Database, name: str) -> int:
    """Return the number of a source of events, making one for a new name."""
    database.sql.execute("INSERT OR IGNORE INTO sources (name) VALUES (?)", (name,))
    return database.number("SELECT id FROM sources WHERE name = ?", (name,))


def add(database: Database, events: Sequence[Stored], now: int, *, mark: bool = True) -> int:
    """Store events that are not there yet and return how many were new; rollups and (``mark``) marks follow (E2).

    Many at once are stored customer by customer, each one's in the order given: indexes and rollups are then written
    in their own order, page by page.
    """
    before = last(database)
    if len(events) >= _MANY:
        events = sorted(events, key=itemgetter(0))
    many.insert(
        database,
        "INSERT OR IGNORE INTO events (customer, type, at, source, source_id, amount, properties) VALUES ",
        "(?, ?, ?, ?, ?, ?, ?)",
        list(chain.from_iterable(events)),
        7,
    )
    _roll_up(database, before)
    if mark:
        database.sql.execute(
            f"INSERT INTO touched SELECT DISTINCT customer, ?, 1 {NEW} "
            "ON CONFLICT (customer) DO UPDATE SET at = excluded.at",
            (now, before),
        )
    return database.number(f"SELECT count(*) {NEW}", (before,))


def last(database: Database) -> int:
    """Return the number of the event stored last."""
    return database.number("SELECT max(id) FROM events")


def _roll_up(database: Database, after: int) -> None:
    database.sql.execute(
        "INSERT INTO rollups SELECT customer, type, count(*), coalesce(sum(amount), 0), min(at), max(at) "
        f"{NEW} GROUP BY customer, type "
        "ON CONFLICT (customer, type) DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount, "
        "first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)",
        (after,),
    )


def begun(database: Database, name: str, prefix: str) -> int:
    """Return how many ids of a source are ``prefix#n``."""
    return database.number(
        "SELECT count(*) FROM events WHERE source = (SELECT id FROM sources WHERE name = ?) "
        "AND source_id >= ? || '#' AND source_id < ? || '$'",
        (name, prefix, prefix),
    )


def tail(database: Database, limit: int, kind: str = "", customer: int = 0) -> list[tuple[int, str, str, str, str]]:
    """Return the events stored last, the latest first: instant, customer's id, type, source, properties as JSON."""
    return list(
        database.rows(
            "SELECT e.at, c.customer_id, e.type, s.name, e.properties FROM events e "
            "JOIN customers c ON c.id = e.customer JOIN sources s ON s.id = e.source "
            "WHERE (:kind = '' OR e.type = :kind) AND (:customer = 0 OR e.customer = :customer) "
            "ORDER BY e.id DESC LIMIT :limit",
            {"limit": limit, "kind": kind, "customer": customer},
        )
    )
