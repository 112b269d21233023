"""Loyalty points: earned, spent, expired; the balance is what is left of what was earned (M8).

Every function runs inside the caller's transaction. What expires soonest is spent first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.store.arrays import array
from mactl.store.database import Database

_BEFORE = " #"  # stands between the name of what was booked and taken back, and the number of its lot


class Booking(NamedTuple):
    """Points booked for a customer (row id): more than 0 earns, less spends. ``source`` makes it happen once."""

    customer: int
    points: int
    source: str
    expires_at: int | None = None
    note: str = ""


class Booked(NamedTuple):
    """A booking as it stands in the book."""

    at: int
    points: int
    rest: int
    expires_at: int | None
    source: str
    note: str


def earn(database: Database, bookings: Sequence[Booking], now: int) -> int:
    """Book points earned; one whose customer and source are in the book already changes nothing. Return how many."""
    before = database.sql.total_changes
    database.sql.executemany(
        "INSERT OR IGNORE INTO points (customer, points, rest, at, expires_at, source, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(b.customer, b.points, b.points, now, b.expires_at, b.source, b.note) for b in bookings],
    )
    return database.sql.total_changes - before


def spend(database: Database, booking: Booking, now: int) -> int:
    """Spend ``-booking.points`` as far as the balance goes, the soonest to expire first; return how many were spent.

    A booking whose source is in the book already spends nothing again and returns 0.
    """
    if is_booked(database, booking.customer, booking.source):
        return 0
    wanted = left = -booking.points
    lots = list(
        database.rows(
            "SELECT id, rest FROM points WHERE customer = ? AND rest > 0 AND (expires_at IS NULL OR expires_at > ?)"
            " ORDER BY expires_at IS NULL, expires_at, id",
            (booking.customer, now),
        )
    )
    for number, rest in lots:
        taken = min(rest, left)
        left -= taken
        database.sql.execute("UPDATE points SET rest = rest - ? WHERE id = ?", (taken, number))
        if not left:
            break
    spent = wanted - left
    if spent:
        database.sql.execute(
            "INSERT INTO points (customer, points, at, source, note) VALUES (?, ?, ?, ?, ?)",
            (booking.customer, -spent, now, booking.source, booking.note),
        )
    return spent


def is_booked(database: Database, customer: int, source: str) -> bool:
    """Tell whether a booking stands in the book."""
    return database.row("SELECT 1 FROM points WHERE customer = ? AND source = ?", (customer, source)) is not None


def take_back(database: Database, customer: int, source: str, now: int) -> int:
    """Take back what is left of the points that ``source`` booked for a customer; return how many those were.

    What was spent stays spent. The name is free again: what did not go may go after all, and ``kept`` says how much of
    it the customer has had.
    """
    rows = list(
        database.rows(
            "SELECT id, rest FROM points WHERE customer = ? AND source = ? AND rest > 0 AND points > 0",
            (customer, source),
        )
    )
    for number, rest in rows:
        name = f"{source}{_BEFORE}{number}"
        database.sql.execute("UPDATE points SET rest = 0, source = ? WHERE id = ?", (name, number))
        database.sql.execute(
            "INSERT INTO points (customer, points, at, source) VALUES (?, ?, ?, ?)",
            (customer, -rest, now, f"{name} taken back"),
        )
    return sum(int(rest) for _number, rest in rows)


def kept(database: Database, customer: int, source: str) -> int:
    """Return how many points a customer spent of what ``source`` booked before it was taken back."""
    return database.number(
        "SELECT SUM(points) FROM points WHERE customer = ? AND source >= ? AND source < ?",
        (customer, f"{source}{_BEFORE}", f"{source}{_BEFORE};"),  # the sign after the digits
    )


def balance(database: Database, customer: int, now: int) -> int | None:
    """Return what a customer can spend at ``now``; None where nothing was ever booked. A rehearsal has two books."""
    books = ("main.points", "temp.points") if database.shadowed else ("points",)
    found = [database.row(_BALANCE.format(book=book), (now, customer)) for book in books]
    known = [int(row[0]) for row in found if row and row[1]]
    return sum(known) if known else None


_BALANCE = (
    "SELECT COALESCE(SUM(CASE WHEN expires_at IS NULL OR expires_at > ? THEN rest END), 0), COUNT(*) FROM {book}"
    " WHERE customer = ?"
)


def balances(database: Database, customers: Sequence[int], now: int) -> dict[int, int]:
    """Return what customers can spend at ``now``; those with nothing are left out."""
    rows = database.rows(
        "SELECT customer, SUM(rest) FROM points WHERE rest > 0 AND customer IN (SELECT value FROM json_each(?))"
        " AND (expires_at IS NULL OR expires_at > ?) GROUP BY customer",
        (array(customers), now),
    )
    return {int(row[0]): int(row[1]) for row in rows}


def book(database: Database, customer: int, limit: int) -> list[Booked]:
    """Return a customer's bookings, the latest first."""
    rows = database.rows(
        "SELECT at, points, rest, expires_at, source, note FROM points WHERE customer = ? ORDER BY id DESC LIMIT ?",
        (customer, limit),
    )
    return [Booked._make(row) for row in rows]
