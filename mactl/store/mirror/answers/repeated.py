"""Customers with a paid order in a time, and those of them with two or more (as ``store/figures/repeated.py``).

What an order is, only its payments say. Of those who paid for one order in several events (`order_repeats`, few) the
database tells; of everybody else each payment is an order.
"""

from __future__ import annotations

from mactl.store import orders
from mactl.store.database import Row
from mactl.store.figures import repeated
from mactl.store.mirror.columns import Columns, UnansweredError

_ASKED = """
SELECT count(*), count(*) FILTER (WHERE payments > 1) FROM (
  SELECT customer, count(*) AS payments FROM events WHERE type = $type AND moment >= $since AND moment < $until
    AND moment <= $now AND customer NOT IN (SELECT unnest($split::BIGINT[])) GROUP BY customer
)
"""


def answer(mirror: Columns, *, since: int, until: int, event: str, now: int) -> list[Row]:
    """Return one row: people with an order, and people with a second."""
    if event != orders.PAID or not orders.fresh(mirror.database):
        raise UnansweredError
    split = [row[0] for row in mirror.database.rows("SELECT DISTINCT customer FROM order_repeats")]
    what = {"since": since, "until": until, "now": now}
    ((people, again),) = mirror.rows(_ASKED, {"type": mirror.code(event), "split": split, **what})
    if not split:
        return [(people, again)]
    ((more, more_again),) = repeated.answer(mirror.database, event=event, among=split, **what)
    return [(people + more, again + more_again)]
