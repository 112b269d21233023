"""Dates in SQL: comparing what is stored with the days and moments that conditions name, in each customer's own zone.

A word names a span [start, end) (``core.schedule.relative``), in every zone another one. The zones that customers live
in are few, so the instants are worked out here, one set a zone, and SQL chooses by the customer's. Every comparison is
made of one question, "earlier than this instant?", which is NULL for what is no date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from mactl.core.schedule.relative import day_span, month_days, span
from mactl.core.schedule.zones import day_of, local, start_of_day, zone
from mactl.core.segments.condition import Context
from mactl.core.segments.operators import Comparison, Kind
from mactl.core.segments.sql import FALSE, Sql, every, fill, listed, negate, some

HOME = Sql("c.time_zone")

_ISO_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'"
# Days are exact in julianday's double; milliseconds are, after rounding.
_MILLIS = "CAST(ROUND((julianday({}) - 2440587.5) * 86400000) AS INTEGER)"
_SECONDS_BELOW = 100_000_000_000  # a smaller number cannot mean milliseconds of this century: it is seconds


def compare_dates(value: Sql, kind: Kind, test: Comparison, context: Context, home: Sql = HOME) -> Sql:
    """Return where ``value``, of ``kind``, fits a ``test`` on dates; NULL where it is no date.

    ``home`` gives the name of the zone that days are decided in.
    """
    words = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    if test.operator == "anniversary":
        return by_zone(context, home, lambda place: _anniversary(value, kind, str(words[0]), context, (home, place)))
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


def by_zone(context: Context, home: Sql, say: Callable[[ZoneInfo], Sql]) -> Sql:
    """Return what ``say`` says of the zone that ``home`` names; of the workspace's for any that is not known."""
    usual = say(zone(context.zone))
    others = [(name, say(zone(name))) for name in context.zones if name != context.zone]
    cases = [fill("WHEN {} THEN {}", name, said) for name, said in others if said != usual]
    if not cases:
        return usual
    joined = cases[0]
    for case in cases[1:]:
        joined = fill("{} {}", joined, case)
    return fill("CASE {} {} ELSE {} END", home, joined, usual)


def spans(word: str, context: Context) -> Iterator[tuple[int, int]]:
    """Yield the [start, end) instants that ``word`` names in each zone that customers live in."""
    for name in {context.zone, *context.zones}:
        yield span(word, context.now, zone(name))


def _on(value: Sql, kind: Kind, word: str, context: Context, home: Sql) -> Sql:
    return _from_to(value, kind, (word, word), context, home)


def _from_to(value: Sql, kind: Kind, words: tuple[str, str], context: Context, home: Sql) -> Sql:
    late_enough = negate(_earlier(value, kind, (words[0], 0), context, home))
    return fill("({} AND {})", late_enough, _earlier(value, kind, (words[1], 1), context, home))


def _earlier(value: Sql, kind: Kind, end: tuple[str, int], context: Context, home: Sql) -> Sql:
    """Return where ``value`` is before one ``end`` (a word, and 0 for its start, 1 for its end)."""
    word, side = end
    workspace = zone(context.zone)

    def instant(place: ZoneInfo) -> int:
        return span(word, context.now, place)[side]

    moment = by_zone(context, home, lambda place: fill("{}", instant(place)))
    if kind == "instant":
        return fill("{} < {}", value, moment)
    day = by_zone(context, home, lambda place: fill("{}", _first_midnight(instant(place), place).isoformat()))
    if kind == "date":
        return fill("CASE WHEN {} " + _ISO_DAY + " THEN {} < {} END", value, value, day)
    wall = by_zone(context, home, lambda place: fill("{}", _wall(instant(place), workspace)))
    return _earlier_of_any(value, moment, day, wall)


def _earlier_of_any(value: Sql, moment: Sql, day: Sql, wall: Sql) -> Sql:
    """Compare a value of whatever form: a number, a day, a time with an offset, a time on the workspace's wall."""
    seconds = fill("CASE WHEN abs({}) < {} THEN {} * 1000 ELSE {} END", value, _SECONDS_BELOW, value, value)
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


def _first_midnight(instant: int, place: ZoneInfo) -> date:
    """Return the first day in ``place`` that starts at ``instant`` or later."""
    day = day_of(instant, place)
    return day if start_of_day(day, place) >= instant else day + timedelta(days=1)


def _wall(instant: int, place: ZoneInfo) -> int:
    """Return what clocks in ``place`` show at ``instant``, in milliseconds since they showed 1970-01-01T00:00."""
    return instant + (local(instant, place).utcoffset() or timedelta()) // timedelta(milliseconds=1)


def _anniversary(value: Sql, kind: Kind, word: str, context: Context, homes: tuple[Sql, ZoneInfo]) -> Sql:
    home, place = homes
    days = day_span(word, context.now, place)
    if days is None:
        return FALSE
    wanted = [days[0] + timedelta(days=count) for count in range((days[1] - days[0]).days)]
    text = value if kind == "date" else fill("local_date({}, {}, {})", value, home, context.zone)
    solar = some([_in_year(text, year, wanted) for year in sorted({day.year for day in wanted})])
    if kind != "date" or context.lunar is None:
        return solar
    lunar = listed(sorted({context.lunar(day) for day in wanted}))
    return fill(
        "CASE WHEN json_valid({}) AND substr({}, 1, 1) = char(123) "
        "THEN IFNULL(json_extract({}, '$.lunar') IN {}, 0) ELSE {} END",
        *(value, value, value, lunar, solar),
    )


def _in_year(text: Sql, year: int, wanted: list[date]) -> Sql:
    """Return where the day ``text`` ("2000-03-02" or "--03-02") of an earlier year comes round on one of ``wanted``."""
    returning = sorted({each for day in wanted if day.year == year for each in month_days(day)})
    # The narrowest first: where the text is worked out by a function, most rows call it once.
    falls = fill("substr({}, -5) IN {}", text, listed(returning))
    return every([falls, fill("{} < {}", text, str(year)), fill("length({}) IN (7, 10)", text)])
