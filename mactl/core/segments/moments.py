"""Dates in SQL: comparing what is stored with the days and moments that conditions name, in each customer's own zone.

A word names a span [start, end) (``core.schedule.relative``), in every zone another one. The zones that customers live
in are few, so the instants are worked out here, one set a zone, and SQL chooses by the customer's. Every comparison is
made of one question, "earlier than this instant?", which is NULL for what is no date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from mactl.core.schedule import lunar
from mactl.core.schedule.relative import month_days, span, stretch
from mactl.core.schedule.zones import zone
from mactl.core.segments.condition import HOME, Context, Home
from mactl.core.segments.edges import edge, first_midnight, wall
from mactl.core.segments.operators import Comparison, Kind
from mactl.core.segments.sql import FALSE, SECONDS_BELOW, Sql, every, fill, listed, negate, some

_ISO_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'"
# Days are exact in julianday's double; milliseconds are, after rounding.
_MILLIS = "CAST(ROUND((julianday({}) - 2440587.5) * 86400000) AS INTEGER)"


def compare_dates(value: Sql, kind: Kind, test: Comparison, context: Context, home: Home = HOME) -> Sql:
    """Return where ``value``, of ``kind``, fits a ``test`` on dates; NULL where it is no date.

    ``home`` says whose days are meant.
    """
    words = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    if test.operator == "anniversary":
        return anniversary(value, kind, str(words[0]), context, home)
    if test.operator == "in":
        return some([_on(value, kind, str(word), context, home) for word in words])
    start, end = str(words[0]), str(words[-1])
    match test.operator:
        case "before" | "<":
            return _earlier(value, kind, (start, 0), context, home)
        case "<=":
            return _earlier(value, kind, (start, 1), context, home)
        case "after" | ">":
            return negate(_earlier(value, kind, (start, 1), context, home))
        case ">=":
            return negate(_earlier(value, kind, (start, 0), context, home))
        case _:  # on, =, between
            return _from_to(value, kind, (start, end), context, home)


def by_zone(context: Context, home: Home, say: Callable[[ZoneInfo], Sql]) -> Sql:
    """Return what ``say`` says of the zone that ``home`` names; of the workspace's for any that is not known."""
    usual = say(zone(context.zone))
    others = [(name, say(zone(name))) for name in context.zones if name != context.zone]
    cases = [fill("WHEN {} THEN {}", name, said) for name, said in others if said != usual]
    if not cases:
        return usual
    joined = cases[0]
    for case in cases[1:]:
        joined = fill("{} {}", joined, case)
    return fill("CASE {} {} ELSE {} END", home.zone, joined, usual)


def spans(word: str, context: Context) -> Iterator[tuple[int, int]]:
    """Yield the [start, end) instants that ``word`` names in each zone that customers live in."""
    for name in {context.zone, *context.zones}:
        yield span(word, context.now, zone(name))


def _on(value: Sql, kind: Kind, word: str, context: Context, home: Home) -> Sql:
    return _from_to(value, kind, (word, word), context, home)


def _from_to(value: Sql, kind: Kind, words: tuple[str, str], context: Context, home: Home) -> Sql:
    late_enough = negate(_earlier(value, kind, (words[0], 0), context, home))
    return fill("({} AND {})", late_enough, _earlier(value, kind, (words[1], 1), context, home))


def _earlier(value: Sql, kind: Kind, end: tuple[str, int], context: Context, home: Home) -> Sql:
    """Return where ``value`` is before one ``end`` (a word, and 0 for its start, 1 for its end)."""
    if kind == "instant":
        return fill("{} < {}", value, _edge(end, context, home))
    day = _edge_day(end, context, home)
    if kind == "date":
        return fill("CASE WHEN {} " + _ISO_DAY + " THEN {} < {} END", value, value, day)
    return _earlier_of_any(value, _edge(end, context, home), day, _edge_wall(end, context, home))


def _edge(end: tuple[str, int], context: Context, home: Home) -> Sql:
    """Return the instant of an end of what a word names."""
    if context.steps:
        return _stepped("edge", end, context, home)
    return by_zone(context, home, lambda place: fill("{}", edge(*end, context.now, place)))


def _edge_day(end: tuple[str, int], context: Context, home: Home) -> Sql:
    """Return the first day that starts at that instant or later."""
    if context.steps:
        return _stepped("edge_day", end, context, home)

    def day(place: ZoneInfo) -> Sql:
        return fill("{}", first_midnight(edge(*end, context.now, place), place).isoformat())

    return by_zone(context, home, day)


def _edge_wall(end: tuple[str, int], context: Context, home: Home) -> Sql:
    """Return what the workspace's clocks show at that instant."""
    if context.steps:
        return _stepped("edge_wall", end, context, home)
    workspace = zone(context.zone)
    return by_zone(context, home, lambda place: fill("{}", wall(edge(*end, context.now, place), workspace)))


def _stepped(function: str, end: tuple[str, int], context: Context, home: Home) -> Sql:
    """Return what one of SQL's own functions says of an end, for each customer at an instant of their own."""
    at = context.instant(home.customer)
    return fill("{}({}, {}, {}, {}, {})", Sql(function), *end, at, home.zone, context.zone)


def _earlier_of_any(value: Sql, moment: Sql, day: Sql, wall: Sql) -> Sql:
    """Compare a value of whatever form: a number, a day, a time with an offset, a time on the workspace's wall."""
    seconds = fill("CASE WHEN abs({}) < {} THEN {} * 1000 ELSE {} END", value, SECONDS_BELOW, value, value)
    return fill(
        "CASE WHEN typeof({}) <> 'text' THEN {} < {} WHEN {} NOT " + _ISO_DAY + " THEN NULL "
        "WHEN length({}) = 10 THEN {} < {} "
        "WHEN {} GLOB '*Z' OR substr({}, -6, 1) IN ('+', '-') THEN " + _MILLIS + " < {} "
        "ELSE " + _MILLIS + " < {} END",
        *(value, seconds, moment, value),
        *(value, value, day),
        *(value, value, value, moment),
        *(value, wall),
    )


def anniversary(value: Sql, kind: Kind, word: str, context: Context, home: Home) -> Sql:
    """Return where the anniversary of ``value`` falls into what ``word`` names."""
    text = value if kind == "date" else fill("local_date({}, {}, {})", value, home.zone, context.zone)
    if not context.steps:
        return by_zone(context, home, lambda place: _falls(value, kind, word, context, (text, place)))
    return fill("comes_round({}, {}, {}, {}, {})", text, word, context.instant(home.customer), home.zone, context.zone)


def _falls(value: Sql, kind: Kind, word: str, context: Context, on: tuple[Sql, ZoneInfo]) -> Sql:
    text, place = on
    days = stretch(word, context.now, place)
    wanted = [] if days is None else [days[0] + timedelta(days=count) for count in range((days[1] - days[0]).days)]
    if not wanted:
        return FALSE
    solar = some([_in_year(text, year, wanted) for year in sorted({day.year for day in wanted})])
    if kind != "date":
        return solar
    kept = sorted({each for day in wanted for each in lunar.month_days(day)})
    # A lunar birthday is stored as "lunar:08-15".
    return fill(
        "CASE WHEN substr({}, 1, 6) = 'lunar:' THEN substr({}, 7) IN {} ELSE {} END", value, value, listed(kept), solar
    )


def _in_year(text: Sql, year: int, wanted: list[date]) -> Sql:
    """Return where the day ``text`` ("2000-03-02" or "--03-02") of an earlier year comes round on one of ``wanted``."""
    returning = sorted({each for day in wanted if day.year == year for each in month_days(day)})
    # The narrowest first: where the text is worked out by a function, most rows call it once.
    falls = fill("substr({}, -5) IN {}", text, listed(returning))
    return every([falls, fill("{} < {}", text, str(year)), fill("length({}) IN (7, 10)", text)])
