"""Who bought on how many days, when first and last, and for how much: what models of repeat purchases are told.

An order is one ``properties.order_id`` of a customer, else one event; it falls on the local day of its first payment,
and all its payments and refunds belong to it. Orders of one day are one purchase.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from mactl.core.segments.methods._days import days_before
from mactl.store.database import Database, Row

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

_UNKNOWN = -(2**62)  # the day of an order that was never paid, as far as known
_ORDERS = """
SELECT customer, ifnull(min(CASE WHEN type = 'order_paid' THEN at END), :unknown),
  ifnull(sum(CASE WHEN type = 'order_paid' THEN amount ELSE -amount END), 0)
FROM events WHERE type IN ('order_paid', 'order_refunded') AND at < :until AND at <= :now
GROUP BY customer, ifnull('order ' || json_extract(properties, '$.order_id'), id)
"""


def answer(database: Database, *, until: int, now: int, zone: str) -> list[Row]:
    """Return (customer, repeats, last, age, first amount, amount) of everybody who bought before ``until``.

    ``repeats`` are the days with a purchase after the first such day; ``last`` and ``age`` are the days from the first
    to the last purchase and to the end of the time. ``first amount`` is that of the first day, ``amount`` that of all
    days, both net of refunds; a refund of no known order counts in neither.
    """
    import numpy as np

    asked = {"until": until, "now": now, "unknown": _UNKNOWN}
    found = np.fromiter(chain.from_iterable(database.rows(_ORDERS, asked)), np.int64).reshape(-1, 3)
    found = found[found[:, 1] != _UNKNOWN]
    if not len(found):
        return []
    ages = days_before(min(until - 1, now), found[:, 1], zone)
    return list(zip(*(column.tolist() for column in _counted(found[:, 0], ages, found[:, 2])), strict=True))


def _counted(customer: Ints, ages: Ints, amount: Ints) -> tuple[Ints, ...]:
    """Return the answer's columns, from orders: their customers, how many days old they are, their amounts."""
    import numpy as np

    order = np.lexsort((-ages, customer))  # the first day of each customer first
    customer, ages, amount = customer[order], ages[order], amount[order]
    fresh = np.concatenate(([True], (customer[1:] != customer[:-1]) | (ages[1:] != ages[:-1])))
    days = np.flatnonzero(fresh)  # where each day of a customer begins
    amounts = np.add.reduceat(amount, days)
    who, when = customer[days], ages[days]
    firsts = np.flatnonzero(np.concatenate(([True], who[1:] != who[:-1])))
    lasts = np.append(firsts[1:], len(who)) - 1
    return (who[firsts], lasts - firsts, when[firsts] - when[lasts], when[firsts], amounts[firsts],
            np.add.reduceat(amounts, firsts))  # fmt: skip
