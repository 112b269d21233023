"""Festivals as days: when one comes round, whose years are known, which days are blacked out or worked (rule T6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from mactl.core.model.festival import Festival
from mactl.core.schedule import lunar
from mactl.core.schedule.workdays import Workdays
from mactl.errors import MactlError
from mactl.i18n import _

_FIRST, _LAST = lunar.FIRST_YEAR + 1, lunar.LAST_YEAR - 1  # rules by calendar are good for these years
_AHEAD = timedelta(days=800)  # further than the next time of anything that comes every year, lunar ones included


class Occurrence(NamedTuple):
    """One time of a festival: the ``day`` itself, and the first and last day of it (inclusive)."""

    festival: str
    day: date
    start: date
    stop: date


def occurrences(festival: Festival, first: date, last: date) -> list[Occurrence]:
    """Return the times of ``festival`` whose ``day`` lies from ``first`` to ``last`` (inclusive), in order.

    Raises:
        MactlError: the days asked for reach past the years that are known: never a silent gap.
    """
    known = years(festival)
    if first.year < known[0] or last.year > known[1]:
        raise MactlError(
            _(
                "the dates of {name} are known for {first} to {last} only",
                name=festival.name, first=known[0], last=known[1],
            ),
            _("Add the missing years to data/festivals.json."),
        )  # fmt: skip
    return sorted(each for each in _all(festival, first.year, last.year) if first <= each.day <= last)


def next_on(festival: Festival, day: date) -> Occurrence:
    """Return the first time of ``festival`` whose day is ``day`` or later; raise MactlError past the known years."""
    end = min(day + _AHEAD, date(years(festival)[1], 12, 31))
    found = occurrences(festival, day, end) if end >= day else []
    return found[0] if found else occurrences(festival, day, day + _AHEAD)[0]


def years(festival: Festival) -> tuple[int, int]:
    """Return the first and last year in which the days of ``festival`` are known."""
    if not festival.dates:
        return _FIRST, _LAST
    listed = sorted(each.year for each in festival.dates)
    return listed[0], listed[-1]


def touching(festival: Festival, first: date, last: date) -> list[Occurrence]:
    """Return the times of ``festival`` of which any day lies from ``first`` to ``last`` (inclusive), in order.

    Years that are not known have none: ``years`` says which are.
    """
    found = _all(festival, max(first.year - 1, _FIRST), min(last.year + 1, _LAST))
    return sorted(each for each in found if each.start <= last and each.stop >= first)


def blackouts(festivals: Iterable[Festival], first: date, last: date) -> frozenset[date]:
    """Return the days from ``first`` to ``last`` on which no marketing goes out; unknown years black out nothing."""
    found: set[date] = set()
    for festival in festivals:
        if festival.blackout and not festival.workdays:
            for each in _all(festival, max(first.year - 1, _FIRST), min(last.year + 1, _LAST)):
                found.update(_days(each.start, each.stop))
    return frozenset(day for day in found if first <= day <= last)


def workdays(festivals: Iterable[Festival]) -> Workdays | None:
    """Return the calendar of workdays that the festivals state, for the years they state; None without any."""
    stated = sorted((year for festival in festivals for year in festival.workdays), key=lambda each: each.year)
    if not stated:
        return None
    return Workdays(
        first=date(stated[0].year, 1, 1),
        last=date(stated[-1].year, 12, 31),
        off=frozenset(date.fromisoformat(day) for year in stated for day in year.off),
        on=frozenset(date.fromisoformat(day) for year in stated for day in year.on),
    )


def _all(festival: Festival, first: int, last: int) -> Iterator[Occurrence]:
    for each in festival.dates:
        if first <= each.year <= last:
            day = date.fromisoformat(each.day)
            start, stop = (date.fromisoformat(text) if text else day for text in (each.start, each.stop))
            yield Occurrence(festival.id, day, start, stop)
    if not festival.dates:
        for year in range(first, last + 1):
            for day in _by_rule(festival, year):
                start = day - timedelta(days=festival.before)
                length = festival.lasts or festival.before + 1
                yield Occurrence(festival.id, day, start, start + timedelta(days=length - 1))


def _by_rule(festival: Festival, year: int) -> Sequence[date]:
    """Return the days of ``year`` on which a festival that is given by a rule falls; 29 February on the 28th (T6)."""
    if festival.lunar is not None:
        candidates = (lunar.date_of(each, festival.lunar) for each in (year - 1, year))
        return [day for day in candidates if day.year == year]
    if festival.day is not None:
        month, day_of_month = (int(part) for part in festival.day.split("-"))
        return [_within(year, month, day_of_month)]
    if festival.monthly is not None:
        return [_within(year, month, festival.monthly) for month in range(1, 13)]
    return []


def _within(year: int, month: int, day: int) -> date:
    """Return a day of a month, its last where it is shorter."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), following - timedelta(days=1))


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
