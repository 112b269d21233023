"""How many people go through steps in order, within a window from the first (as ``store/figures/funnel.py``)."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.store.database import Row
from mactl.store.mirror.columns import Columns

# Who is at a step: the events by which a chain of steps got there, each with the start of the latest such chain. The
# rows of one step follow those of the step before in one order: by instant, and of one instant by id.
_FIRST = (
    "step1 AS MATERIALIZED (SELECT customer, moment, id, moment AS start FROM events"
    " WHERE type = $type1 AND moment >= $since AND moment < $until AND moment <= $now)"
)
_NEXT = (
    "step{n} AS MATERIALIZED (SELECT customer, moment, id, start FROM ("
    "SELECT customer, moment, id, hit, max(start) OVER (PARTITION BY customer ORDER BY moment, id, hit DESC"
    " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS start FROM ("
    "SELECT customer, moment, id, start, 0 AS hit FROM step{before} UNION ALL"
    " SELECT customer, moment, id, NULL, 1 FROM events WHERE type = $type{n} AND moment >= $since AND moment <= $last"
    " AND customer IN (SELECT customer FROM step{before}))) WHERE hit = 1 AND moment - start <= $window)"
)


def answer(mirror: Columns, *, steps: Sequence[str], window: int, since: int, until: int, now: int) -> list[Row]:
    """Return the people at each step, a row each, the first step from ``since`` to before ``until``."""
    places = range(1, len(steps) + 1)
    tables = [_FIRST, *(_NEXT.format(n=n, before=n - 1) for n in places[1:])]
    counts = " UNION ALL ".join(f"SELECT {n}, count(DISTINCT customer) FROM step{n}" for n in places)  # noqa: S608
    what = {f"type{n}": mirror.code(step) for n, step in enumerate(steps, 1)} | {"since": since, "until": until}
    what |= {"now": now}
    if len(steps) > 1:
        what |= {"window": window, "last": min(until + window, now)}
    return [(row[1],) for row in mirror.rows(f"WITH {', '.join(tables)} {counts} ORDER BY 1", what)]
