"""What messages and steps gave to people: coupons with their codes, points; at most once each (M8).

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mactl.store import points
from mactl.store.arrays import array
from mactl.store.database import Database


class Gift(NamedTuple):
    """Something to be granted once, named by source (a campaign or flow), origin, customer, enrolment and visit.

    ``value`` is what it costs at most in ten-thousandths, for points their number. ``code`` "" asks for one of the
    pool.
    """

    kind: str
    name: str
    value: int
    customer: int
    source: str
    origin: int
    enrolment: int
    visit: int
    mode: str
    code: str
    expires_at: int | None


class Granted(NamedTuple):
    """A grant as it stands."""

    id: int
    kind: str
    name: str
    code: str | None
    value: int
    customer: int
    source: str
    state: str
    at: int
    expires_at: int | None
    redeemed_at: int | None


class Held(NamedTuple):
    """A coupon that somebody has and may still redeem: row id, code, the coupon's id, the customer's public id."""

    id: int
    code: str | None
    coupon: str
    customer: str


_COLUMNS = ", ".join(Granted._fields)
_SAME = "source = ? AND origin = ? AND customer = ? AND enrolment = ? AND visit = ? AND kind = ? AND name = ?"


def grant(database: Database, gift: Gift, now: int) -> Granted | None:
    """Grant a gift and return it; None where the pool has no code left.

    One that was granted before is returned as it is, its time counted anew; one that was returned is granted again.
    """
    same = (gift.source, gift.origin, gift.customer, gift.enrolment, gift.visit, gift.kind, gift.name)
    known = database.row(f"SELECT {_COLUMNS} FROM grants WHERE {_SAME}", same)  # noqa: S608 - fixed names
    if known is not None and known[7] not in {"granted", "returned"}:
        return Granted._make(known)  # redeemed or revoked: what happened stands
    if known is not None and known[7] == "granted":
        database.sql.execute("UPDATE grants SET at = ?, expires_at = ? WHERE id = ?", (now, gift.expires_at, known[0]))
        return Granted._make(known)._replace(at=now, expires_at=gift.expires_at)
    number = _insert(database, gift, now) if known is None else int(known[0])
    code = gift.code or None
    if gift.kind == "coupon" and code is None:
        code = _from_pool(database, gift.name, number)
        if code is None:
            if known is None:
                database.sql.execute("DELETE FROM grants WHERE id = ?", (number,))
            return None
    database.sql.execute(
        "UPDATE grants SET state = 'granted', code = ?, at = ?, expires_at = ? WHERE id = ?",
        (code, now, gift.expires_at, number),
    )
    return by_id(database, number)


def by_id(database: Database, number: int) -> Granted:
    """Return the grant with this row id."""
    row = database.row(f"SELECT {_COLUMNS} FROM grants WHERE id = ?", (number,))  # noqa: S608 - fixed names
    assert row is not None
    return Granted._make(row)


def give_back(database: Database, grants: Iterable[int]) -> None:
    """Take back grants whose message definitely failed: their pool codes are free again."""
    for number in grants:
        done = database.sql.execute(
            "UPDATE grants SET state = 'returned' WHERE id = ? AND state = 'granted'", (number,)
        )
        if done.rowcount:
            _free(database, number)


_WITHDRAWN = """
SELECT g.id FROM json_each(?) AS v JOIN messages m ON m.id = v.value
JOIN grants g ON g.customer = m.customer AND g.origin = m.origin AND g.enrolment = m.enrolment AND g.visit = m.visit
WHERE g.state = 'granted' AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.origin = m.origin
  AND o.customer = m.customer AND o.enrolment = m.enrolment AND o.visit = m.visit AND o.id <> m.id
  AND o.state NOT IN ('queued', 'delayed', 'skipped', 'failed', 'held_out', 'bounced'))
"""


def withdraw(database: Database, messages: Sequence[int], now: int) -> None:
    """Take back what messages granted that did not go, or did not arrive, on any channel (M8)."""
    if not messages or database.row("SELECT 1 FROM grants LIMIT 1") is None:
        return
    take_back(database, [int(row[0]) for row in database.rows(_WITHDRAWN, (array(list(messages)),))], now)


def take_back(database: Database, granted: Sequence[int], now: int) -> None:
    """Take grants back: codes to their pool, points out of the book."""
    give_back(database, granted)
    for number in granted:
        customer = database.number("SELECT customer FROM grants WHERE id = ? AND kind = 'points'", (number,))
        if customer:
            points.take_back(database, customer, booked_by(number), now)


def booked_by(number: int) -> str:
    """Return the name under which a grant's points stand in the book."""
    return f"grant {number}"


def of_customer(database: Database, customer: int, limit: int) -> list[Granted]:
    """Return what a customer was granted and keeps, the latest first."""
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM grants WHERE customer = ? AND state <> 'returned' ORDER BY at DESC, id DESC LIMIT ?",  # noqa: S608
        (customer, limit),
    )
    return [Granted._make(row) for row in rows]


def spent(database: Database, source: str, mode: str) -> int:
    """Return what the coupons that a campaign or flow granted cost at most, in ten-thousandths."""
    return database.number(
        "SELECT SUM(value) FROM grants WHERE source = ? AND mode = ? AND kind = 'coupon'"
        " AND state IN ('granted', 'redeemed')",
        (source, mode),
    )


def held(database: Database, source: str, coupon: str | None) -> list[Held]:
    """Return the coupons that a source granted and nobody has redeemed."""
    rows = database.rows(
        "SELECT g.id, g.code, g.name, c.customer_id FROM grants g JOIN customers c ON c.id = g.customer"
        " WHERE g.source = ? AND g.kind = 'coupon' AND g.state = 'granted' AND (? IS NULL OR g.name = ?) ORDER BY g.id",
        (source, coupon, coupon),
    )
    return [Held._make(row) for row in rows]


def revoke(database: Database, grants: Sequence[int]) -> None:
    """Revoke grants that still stand."""
    database.sql.executemany(
        "UPDATE grants SET state = 'revoked' WHERE id = ? AND state = 'granted'", [(number,) for number in grants]
    )


_REDEEMED = """
UPDATE grants SET state = 'redeemed', redeemed_at = e.at FROM (
  SELECT id, customer, at, COALESCE(json_extract(properties, '$.code'), json_extract(properties, '$.coupon')) AS code
  FROM events NOT INDEXED WHERE id > ? AND type IN ('coupon_redeemed', 'order_paid')) AS e
WHERE e.code IS NOT NULL AND grants.code = e.code AND grants.customer = e.customer AND grants.state = 'granted'
"""


def redeem(database: Database, after: int) -> int:
    """Mark the coupons redeemed whose codes the events stored after row ``after`` name; return how many."""
    if database.row("SELECT 1 FROM grants LIMIT 1") is None:
        return 0
    return database.sql.execute(_REDEEMED, (after,)).rowcount


def add_codes(database: Database, coupon: str, codes: Sequence[str]) -> int:
    """Add codes to a coupon's pool; return how many were new."""
    before = database.sql.total_changes
    database.sql.executemany(
        "INSERT OR IGNORE INTO coupon_codes (coupon, code) VALUES (?, ?)", [(coupon, c) for c in codes]
    )
    return database.sql.total_changes - before


def pool(database: Database, coupon: str) -> tuple[int, int]:
    """Return how many codes a coupon's pool holds, and how many of them are free."""
    row = database.row("SELECT COUNT(*), SUM(held_by IS NULL) FROM coupon_codes WHERE coupon = ?", (coupon,))
    return (0, 0) if row is None else (int(row[0]), int(row[1] or 0))


def counts(database: Database) -> dict[str, dict[str, int]]:
    """Return how many grants of each coupon are in each state."""
    found: dict[str, dict[str, int]] = {}
    rows = database.rows("SELECT name, state, COUNT(*) FROM grants WHERE kind = 'coupon' GROUP BY name, state")
    for name, state, count in rows:
        found.setdefault(str(name), {})[str(state)] = int(count)
    return found


def _insert(database: Database, gift: Gift, now: int) -> int:
    done = database.sql.execute(
        "INSERT INTO grants (kind, name, value, customer, source, origin, enrolment, visit, mode, state, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'granted', ?)",
        (*gift[:9], now),
    )
    assert done.lastrowid is not None
    return done.lastrowid


def _from_pool(database: Database, coupon: str, number: int) -> str | None:
    row = database.row(
        "UPDATE coupon_codes SET held_by = ? WHERE coupon = ? AND code ="
        " (SELECT code FROM coupon_codes WHERE coupon = ? AND held_by IS NULL LIMIT 1) RETURNING code",
        (number, coupon, coupon),
    )
    return None if row is None else str(row[0])


def _free(database: Database, number: int) -> None:
    database.sql.execute("UPDATE coupon_codes SET held_by = NULL WHERE held_by = ?", (number,))
