"""Who bought how often, for how much, and when last: from the rollups where they know it exactly, else from events.

An order is one ``properties.order_id`` of a customer, else one event; its instant is that of its first payment. All its
payments and refunds up to the moment belong to it, whatever window it is looked for in. A refund that names no known
order counts by its own instant.

``order_repeats`` names the few payments that are no order of their own, so that everything else is counted without
opening a single event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from mactl.core.segments.facts import Purchases
from mactl.store.database import Database, Row

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

PAID, REFUNDED = "order_paid", "order_refunded"
_UPTO = "orders_upto"
# Payments from the second of an order on, by time. {} says of whom.
_REPEATS = """
INSERT INTO order_repeats SELECT id, customer FROM (
  SELECT e.id, e.customer,
    row_number() OVER (PARTITION BY e.customer, json_extract(e.properties, '$.order_id') ORDER BY e.at, e.id) AS n
  FROM events AS e
  WHERE e.type = 'order_paid' AND {} AND json_extract(e.properties, '$.order_id') IS NOT NULL)
WHERE n > 1
"""
# The plus keeps the planner off the index of types: what is new is found by its number.
_CHANGED = "e.customer IN (SELECT n.customer FROM events AS n WHERE n.id > :upto AND +n.type = 'order_paid')"
_FORGET = (
    "DELETE FROM order_repeats "
    "WHERE customer IN (SELECT n.customer FROM events AS n WHERE n.id > :upto AND +n.type = 'order_paid')"
)
_ORDERS = """
SELECT e.customer, count(*), ifnull(sum(e.amount), 0), min(e.at), max(e.at) FROM events AS e
WHERE e.type = 'order_paid' AND e.at > :since AND e.at <= :until AND {}
  AND e.id NOT IN (SELECT o.event FROM order_repeats AS o) GROUP BY e.customer
"""
# Further payments (more) and refunds (less), by the instant of the order that they belong to.
_LATER = """
SELECT customer, sum(amount) FROM (
  SELECT x.customer, x.at, x.amount, ifnull((SELECT min(p.at) FROM events AS p
    WHERE p.customer = x.customer AND p.type = 'order_paid' AND p.at <= :until
      AND json_extract(p.properties, '$.order_id') = json_extract(x.properties, '$.order_id')), x.at) AS placed
  FROM (
    SELECT e.customer, e.at, e.amount, e.properties FROM order_repeats AS o CROSS JOIN events AS e ON e.id = o.event
    WHERE {}
    UNION ALL
    SELECT e.customer, e.at, -e.amount, e.properties FROM events AS e WHERE e.type = 'order_refunded' AND {}) AS x
  WHERE x.at <= :until)
WHERE placed > :since AND placed <= :until AND amount IS NOT NULL GROUP BY customer
"""
_SPLIT = "e.customer IN (SELECT s.customer FROM order_repeats AS s)"
_ROLLED = """
SELECT customer, type = 'order_paid', count, amount, first_at, last_at FROM rollups
WHERE type IN ('order_paid', 'order_refunded') ORDER BY customer, type
"""
_INSTANTS = """
SELECT e.customer, e.at FROM events AS e WHERE e.type = 'order_paid' AND e.at <= ?
  AND e.id NOT IN (SELECT o.event FROM order_repeats AS o)
"""
_LONG_AGO = -(2**62)


def refresh(database: Database) -> None:
    """Find the repeated payments among the events stored since the last call; at a cost of those alone."""
    upto, last = int(database.fact(_UPTO) or 0), database.number("SELECT max(id) FROM events")
    if upto == last:
        return
    with database.transaction() as sql:
        sql.execute(_FORGET, {"upto": upto})
        sql.execute(_REPEATS.format(_CHANGED if upto else "1"), {"upto": upto})
        database.set_fact(_UPTO, str(last))


def fresh(database: Database) -> bool:
    """Tell whether ``refresh`` has seen every event there is."""
    return int(database.fact(_UPTO) or 0) == database.number("SELECT max(id) FROM events")


def purchases(database: Database, since: int | None, until: int) -> Purchases:
    """Return everybody's orders placed after ``since`` (None: ever) and up to ``until``, by customer."""
    if since is None and until >= _latest(database):
        return _from_rollups(database)
    return _from_events(database, _LONG_AGO if since is None else since, until)


def _latest(database: Database) -> int:
    asked = "SELECT max(at) FROM events WHERE type = ?"
    return max(database.number(asked, (PAID,)), database.number(asked, (REFUNDED,)))


def _from_rollups(database: Database) -> Purchases:
    """Take what the rollups say: right for all but those who paid for one order in several events."""
    found = _table(database.rows(_ROLLED), 6)
    paid, refunds = found[found[:, 1] == 1], found[found[:, 1] == 0]
    refunds[:, 3] *= -1
    made = _with(_purchases(paid[:, [0, 2, 3, 4, 5]]), refunds[:, [0, 3]])
    if not database.number("SELECT EXISTS (SELECT 1 FROM order_repeats)"):
        return made
    return made.replaced(_from_events(database, _LONG_AGO, -_LONG_AGO, split=True))


def _from_events(database: Database, since: int, until: int, *, split: bool = False) -> Purchases:
    """Count the events themselves; ``split`` looks only at people who paid for one order in several events."""
    given, who = {"since": since, "until": until}, _SPLIT if split else "1"
    orders = _table(database.rows(_ORDERS.format(who), given), 5)
    later = _table(database.rows(_LATER.format(who, who), given), 2)
    return _with(_purchases(orders), later)


def intervals(database: Database, until: int) -> Ints:
    """Return the milliseconds between one order and the next of the same customer, over everybody, up to ``until``."""
    import numpy as np

    found = _table(database.rows(_INSTANTS, (until,)), 2)
    found = found[np.lexsort((found[:, 1], found[:, 0]))]
    same = found[1:, 0] == found[:-1, 0]
    gaps: Ints = np.diff(found[:, 1])[same]
    return gaps


def _table(rows: Iterator[Row], width: int) -> Ints:
    import numpy as np

    return np.fromiter(chain.from_iterable(rows), np.int64).reshape(-1, width)


def _purchases(found: Ints) -> Purchases:
    names: Sequence[str] = ("customer", "orders", "amount", "first_at", "last_at")
    return Purchases(**{name: found[:, place].copy() for place, name in enumerate(names)})


def _with(made: Purchases, later: Ints) -> Purchases:
    """Add later amounts (customer, amount; refunds are negative); those of people without an order are nobody's."""
    import numpy as np

    place = np.searchsorted(made.customer, later[:, 0])
    inside = place < len(made.customer)
    inside[inside] = made.customer[place[inside]] == later[inside, 0]
    made.amount[place[inside]] += later[inside, 1]
    return made
