"""When time alone may change what a test on dates says: the next instant of it, in SQL (rule E5)."""

from __future__ import annotations

from mactl.core.segments.condition import Context, Home
from mactl.core.segments.edges import moves
from mactl.core.segments.operators import Comparisons, Kind
from mactl.core.segments.sql import NEVER, Sql, earliest, fill


def turn_of(value: Sql, kind: Kind, tests: Comparisons, context: Context, home: Home) -> Sql | None:
    """Return the next instant at which ``tests`` of ``value`` may turn, ``NEVER`` for none; None: they never do."""
    found = []
    at = context.instant(home.customer)
    for test in tests:
        words = test.operand if isinstance(test.operand, tuple) else (test.operand,)
        if not test.on_dates(kind):
            continue
        if test.operator == "anniversary":
            day = value if kind == "date" else fill("local_date({}, {}, {})", value, home.zone, context.zone)
            found.append(fill("next_round({}, {}, {}, {}, {})", day, str(words[0]), at, home.zone, context.zone))
            continue
        for word in dict.fromkeys(str(each) for each in words if moves(str(each))):
            exact = Sql("1" if kind == "instant" else "0")
            found.append(fill("next_pass({}, {}, {}, {}, {}, {})", value, exact, word, at, home.zone, context.zone))
    return earliest(found) if found else None


def soonest(turns: Sql, rows: Sql) -> Sql:
    """Return the first of ``turns`` over ``rows`` (FROM and WHERE), ``NEVER`` where there are none."""
    return fill("IFNULL((SELECT MIN({}) {}), {})", turns, rows, NEVER)


def later(instant: Sql, now: Sql) -> Sql:
    """Return ``instant`` where it is after ``now``, else ``NEVER``."""
    return fill("CASE WHEN {} > {} THEN {} ELSE {} END", instant, now, instant, NEVER)
