"""What a customer's events come to inside a window: from the rollups where they know it, else from the events.

A window leaves most customers whole: all of their events of a type lie inside, or none. Of these the rollups know how
many there are, what they add up to, and when the first and the last was; only where the window's edge runs through a
customer's events are these read, along their index. So it costs one look at the rollups a customer.
"""

from __future__ import annotations

from mactl.core.model.event import AHEAD
from mactl.core.segments.comparisons import compare
from mactl.core.segments.condition import Context
from mactl.core.segments.events import Happening
from mactl.core.segments.operators import COMPLEMENTS, FLAGS, Comparison, Comparisons, Kind
from mactl.core.segments.sql import FALSE, NEVER, TRUE, Sql, every, fill, negate, some

# For each figure: of no events; of all; of the events ``e`` that are inside.
_FIGURES = {
    "any": ("0", "1", "EXISTS (SELECT 1 {})"),
    "count": ("0", "r.count", "(SELECT COUNT(*) {})"),
    "sum": ("0", "r.amount", "(SELECT IFNULL(SUM(e.amount), 0) {})"),
    "first": ("NULL", "r.first_at", "(SELECT MIN(e.at) {})"),
    "last": ("NULL", "r.last_at", "(SELECT MAX(e.at) {})"),
}


def is_tallied(happening: Happening, context: Context) -> bool:
    """Return whether rollups and the index of events know all that is asked: type, instant, amount.

    What everybody did lately is not: few have any of it, and they are found by its type and instant.
    """
    known = all(path == "amount" for path, _tests in happening.where)
    asked = known and not (context.steps or happening.following or happening.window.dates)
    return asked and not (context.scope is None and happening.is_brief)


def tally(figure: str, happening: Happening, context: Context, enough: int = 0) -> Sql:
    """Return a figure (any, count, sum, first, last) of these events of ``customers AS c``; sum is of their amounts.

    Of nothing any, count and sum are 0, first and last are NULL. Who has fewer than ``enough`` events at all may count
    as having none.
    """
    nothing, whole, part = _FIGURES[figure]
    start, end = _ends(happening, context)
    none, all_ = _outside(start, end, enough), FALSE if happening.where else _inside(figure, start, end)
    read = fill(
        part,
        fill(
            "FROM events AS e INDEXED BY events_customer WHERE e.customer = r.customer AND e.type = r.type AND {}",
            every([_between("e.at", start, end), happening.fits(context)]),
        ),
    )
    rest = Sql(whole) if all_ == TRUE else fill("CASE WHEN {} THEN {} ELSE {} END", all_, Sql(whole), read)
    found = fill(
        "(SELECT CASE WHEN {} THEN {} ELSE {} END FROM rollups AS r WHERE r.customer = c.id AND r.type = {})",
        *(none, Sql(nothing), rest, happening.event),
    )
    return fill("IFNULL({}, 0)", found) if nothing == "0" else found


def is_timed(happening: Happening, context: Context) -> bool:
    """Return whether rollups say when events drop out of a window: all of their type count, up to now."""
    return happening.window.within is not None and not (
        happening.where or happening.following or happening.window.dates or context.steps or context.past
    )


def turn(happening: Happening, context: Context, *, last: bool = False, enough: int = 0) -> Sql:
    """Return the next instant at which one of these events comes to count or ceases to (``Happening.turn``).

    With ``last`` only the last one's dropping out matters. Of who has fewer than ``enough`` at all none does.
    """
    start, end = context.now - happening.window.length, context.now + AHEAD
    read = fill(
        "{} WHERE e.customer = r.customer AND e.type = r.type", Sql("FROM events AS e INDEXED BY events_customer")
    )
    inside = fill("(SELECT MIN(e.at) {} AND e.at > {})", read, start)
    first = Sql("r.last_at") if last else fill("CASE WHEN r.first_at > {} THEN r.first_at ELSE {} END", start, inside)
    return fill(
        "IFNULL((SELECT CASE WHEN {} THEN {} WHEN r.last_at > {} THEN {} ELSE {} + {} END"
        " FROM rollups AS r WHERE r.customer = c.id AND r.type = {}), {})",
        *(_outside(start, None, enough), NEVER, end, happening.turn(context, last=last) or NEVER),
        *(first, happening.window.length, happening.event, NEVER),
    )


def enough(tests: Comparisons) -> int:
    """Return how many events it takes at least for a count to pass ``tests``; 0 where none may do."""
    return max((_least(each) for each in tests), default=0)


def holds(value: Sql, kind: Kind, tests: Comparisons, context: Context) -> Sql:
    """Return where a number that is never missing fits ``tests``."""
    return every([_holds(value, kind, test, context) for test in tests])


def _holds(value: Sql, kind: Kind, test: Comparison, context: Context) -> Sql:
    if test.operator in COMPLEMENTS:
        return negate(_holds(value, kind, Comparison(COMPLEMENTS[test.operator], test.operand), context))
    if test.operator in FLAGS:
        return TRUE if (test.operator == "exists") is bool(test.operand) else FALSE
    return compare(value, kind, test, context)


def _least(test: Comparison) -> int:
    least = test.operand[0] if isinstance(test.operand, tuple) and test.operator == "between" else test.operand
    if test.operator not in {"=", ">", ">=", "between"} or isinstance(least, str | tuple):
        return 0
    return max(0, int(least))


def _ends(happening: Happening, context: Context) -> tuple[int | None, int | None]:
    """Return the instant after which events count, and the last at which they do; None: there is no such end."""
    if happening.window:
        return context.now - happening.window.length, context.now + (0 if context.past else AHEAD)
    return None, context.now if context.past else None


def _outside(start: int | None, end: int | None, enough: int) -> Sql:
    """Return where by what the rollups say none of the events is inside, or too few are whenever they were."""
    found = [] if start is None else [fill("r.last_at <= {}", start)]
    found += [] if end is None else [fill("r.first_at > {}", end)]
    found += [fill("r.count < {}", enough)] if enough > 1 else []
    return some(found)


def _inside(figure: str, start: int | None, end: int | None) -> Sql:
    """Return where what the rollups say is the figure of the events inside, unless none is."""
    if start is None and figure in {"any", "first"}:
        return TRUE
    first, last = (_between(name, start, end) for name in ("r.first_at", "r.last_at"))
    return {"first": first, "last": last, "any": some([first, last])}.get(figure, every([first, last]))


def _between(column: str, start: int | None, end: int | None) -> Sql:
    tests = [] if start is None else [fill("{} > {}", Sql(column), start)]
    return every(tests if end is None else [*tests, fill("{} <= {}", Sql(column), end)])
