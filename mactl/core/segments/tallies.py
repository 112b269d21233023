"""What a customer's events come to inside a window: from the rollups where they know it, else from the events.

A window leaves most customers whole: all of their events of a type lie inside, or none. Of these the rollups know how
many there are, what they add up to, and when the first and the last was; only where the window's edge runs through a
customer's events are these read, along their index. So it costs one look at the rollups a customer; what is asked of
some several times reads them joined (``joined``), and looks once.
"""

from __future__ import annotations

from dataclasses import replace

from mactl.core.model.event import AHEAD
from mactl.core.segments.comparisons import compare
from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.events import Happening
from mactl.core.segments.operators import COMPLEMENTS, FLAGS, Comparison, Comparisons, Kind
from mactl.core.segments.sql import FALSE, NEVER, TRUE, Sql, every, fill, negate, some

# For each figure: of no events; of all; of the events ``e`` that are inside.
_FIGURES = {
    "any": ("0", "1", "EXISTS (SELECT 1 {})"),
    "count": ("0", "{row}.count", "(SELECT COUNT(*) {})"),
    "sum": ("0", "{row}.amount", "(SELECT IFNULL(SUM(e.amount), 0) {})"),
    "first": ("NULL", "{row}.first_at", "(SELECT MIN(e.at) {})"),
    "last": ("NULL", "{row}.last_at", "(SELECT MAX(e.at) {})"),
}
_JOIN = " LEFT JOIN rollups AS {row} ON {row}.customer = c.id AND {row}.type = "
_MOST = 20  # joins; SQLite takes 64 tables in one


def joined(condition: Condition, context: Context) -> tuple[Sql, Context]:
    """Return the joins with the rollups that ``condition`` asks for, to stand behind ``customers AS c``, and the
    context in which it finds them there: of each type of events once, however often it is asked for."""
    types = sorted(condition.event_types(context) or ())
    if context.steps or len(types) > _MOST:
        return Sql(""), context
    rows = {kind: f"r{place}" for place, kind in enumerate(types)}
    joins = (fill(_JOIN.format(row=row) + "{}", kind) for kind, row in rows.items())
    return fill("{}" * len(rows), *joins), replace(context, rollups=rows)


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
    row = _row(happening, context)
    nothing, whole, part = _FIGURES[figure]
    start, end = _ends(happening, context)
    none, every_one = _outside(row, start, end, enough), FALSE if happening.where else _inside(figure, row, start, end)
    read = fill(part, _events(row, _between("e.at", start, end), happening.fits(context)))
    all_ = Sql(whole.format(row=row))
    rest = all_ if every_one == TRUE else fill("CASE WHEN {} THEN {} ELSE {} END", every_one, all_, read)
    said = fill("CASE WHEN {} THEN {} ELSE {} END", none, Sql(nothing), rest)
    return _rolled_up(happening, context, said, Sql(nothing))


def is_timed(happening: Happening, context: Context) -> bool:
    """Return whether rollups say when events drop out of a window: all of their type count, up to now."""
    return happening.window.within is not None and not (
        happening.where or happening.following or happening.window.dates or context.steps or context.past
    )


def turn(happening: Happening, context: Context, *, last: bool = False, enough: int = 0) -> Sql:
    """Return the next instant at which one of these events comes to count or ceases to (``Happening.turn``).

    With ``last`` only the last one's dropping out matters. Of who has fewer than ``enough`` at all none does.
    """
    row = _row(happening, context)
    start, end = context.now - happening.window.length, context.now + AHEAD
    inside = fill("(SELECT MIN(e.at) {})", _events(row, _between("e.at", start, None)))
    first = fill(f"CASE WHEN {row}.first_at > {{}} THEN {row}.first_at ELSE {{}} END", start, inside)
    said = fill(
        f"CASE WHEN {{}} THEN {{}} WHEN {row}.last_at > {{}} THEN {{}} ELSE {{}} + {{}} END",
        *(_outside(row, start, None, enough), NEVER, end, happening.turn(context, last=last) or NEVER),
        *(Sql(f"{row}.last_at") if last else first, happening.window.length),
    )
    return _rolled_up(happening, context, said, fill("{}", NEVER))


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


def _row(happening: Happening, context: Context) -> str:
    return context.rollups.get(happening.event, "r")


def _rolled_up(happening: Happening, context: Context, said: Sql, nothing: Sql) -> Sql:
    """Return what is ``said`` of the row of the rollups, or ``nothing`` for who has no such events."""
    if happening.event in context.rollups:
        return fill("CASE WHEN {} THEN {} ELSE {} END", Sql(f"{_row(happening, context)}.type IS NULL"), nothing, said)
    found = fill("(SELECT {} FROM rollups AS r WHERE r.customer = c.id AND r.type = {})", said, happening.event)
    return found if nothing.text == "NULL" else fill("IFNULL({}, {})", found, nothing)


def _events(row: str, *tests: Sql) -> Sql:
    """Return the FROM and WHERE of the events of a row of the rollups."""
    own = Sql(f"e.customer = {row}.customer AND e.type = {row}.type")
    return fill("FROM events AS e INDEXED BY events_customer WHERE {} AND {}", own, every(tests))


def _ends(happening: Happening, context: Context) -> tuple[int | None, int | None]:
    """Return the instant after which events count, and the last at which they do; None: there is no such end."""
    if happening.window:
        return context.now - happening.window.length, context.now + (0 if context.past else AHEAD)
    return None, context.now if context.past else None


def _outside(row: str, start: int | None, end: int | None, enough: int) -> Sql:
    """Return where by what the rollups say none of the events is inside, or too few are whenever they were."""
    found = [] if start is None else [fill(f"{row}.last_at <= {{}}", start)]
    found += [] if end is None else [fill(f"{row}.first_at > {{}}", end)]
    found += [fill(f"{row}.count < {{}}", enough)] if enough > 1 else []
    return some(found)


def _inside(figure: str, row: str, start: int | None, end: int | None) -> Sql:
    """Return where what the rollups say is the figure of the events inside, unless none is."""
    if start is None and figure in {"any", "first"}:
        return TRUE
    first, last = (_between(f"{row}.{name}", start, end) for name in ("first_at", "last_at"))
    return {"first": first, "last": last, "any": some([first, last])}.get(figure, every([first, last]))


def _between(column: str, start: int | None, end: int | None) -> Sql:
    tests = [] if start is None else [fill("{} > {}", Sql(column), start)]
    return every(tests if end is None else [*tests, fill("{} <= {}", Sql(column), end)])
