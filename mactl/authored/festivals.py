"""What a shape cannot say of festivals: one way of giving their days, days that exist, years without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mactl.authored.lists import Wrong
from mactl.core.decode.faults import Path
from mactl.core.model.festival import Festival, FestivalDate
from mactl.core.schedule import lunar
from mactl.errors import MactlError
from mactl.i18n import _

_WAYS = ("dates", "day", "lunar", "monthly", "workdays")
_LEAP_YEAR = "2024-"  # has every day of a year


def check_festival(festival: Festival) -> Iterator[Wrong]:
    """Yield what is wrong with a festival whose shape is right."""
    given = [way for way in _WAYS if getattr(festival, way) not in (None, ())]
    if len(given) != 1:
        yield (), _("a festival is given in exactly one way"), _("Write one of {ways}.", ways=", ".join(_WAYS))
    yield from _check_years(festival)
    yield from _check_rule(festival)
    if festival.before < 0 or (festival.lasts is not None and festival.lasts < 1):
        yield (), _("days before and days in all are not negative"), _('Write "before": 1, "lasts": 8.')


def _check_years(festival: Festival) -> Iterator[Wrong]:
    """Yield days that do not exist, and years that are missing or stand twice."""
    hint = _("Write days as in 2026-02-16.")
    for index, each in enumerate(festival.dates):
        yield from _check_date(each, ("dates", index), hint)
    for index, year in enumerate(festival.workdays):
        for day in (*year.off, *year.on):
            yield from _day(day, ("workdays", index), hint)
    for way, stated in (("dates", festival.dates), ("workdays", festival.workdays)):
        years = sorted(each.year for each in stated)
        if years and years != list(range(years[0], years[-1] + 1)):
            yield (way,), _("the years have a gap or stand twice"), _("Give each year once, none left out.")


def _check_rule(festival: Festival) -> Iterator[Wrong]:
    if festival.day is not None:
        yield from _day(_LEAP_YEAR + festival.day, ("day",), _("Write month and day, as in 06-18."))
    if festival.lunar is not None:
        try:
            lunar.parse(festival.lunar)
        except MactlError as wrong:
            yield ("lunar",), wrong.message, wrong.hint
    if festival.monthly is not None and not 1 <= festival.monthly <= 31:
        yield ("monthly",), _("a month has no such day"), _("Write 1 to 31; a shorter month takes its last day.")


def _check_date(each: FestivalDate, path: Path, hint: str) -> Iterator[Wrong]:
    written = [day for day in (each.start, each.day, each.stop) if day is not None]
    wrong = [fault for day in written for fault in _day(day, path, hint)]
    yield from wrong
    if not wrong and (written != sorted(written) or date.fromisoformat(each.day).year != each.year):
        yield path, _("start, day and stop are not in this order, or not of this year"), _("Check the dates.")


def _day(text: str, path: Path, hint: str) -> Iterator[Wrong]:
    try:
        date.fromisoformat(text)
    except ValueError:
        yield path, _("“{value}” is not a day", value=text.removeprefix(_LEAP_YEAR)), hint
