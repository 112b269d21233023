"""What one value of ``config.json`` may be: each check returns the value it stands for, or says what would be right."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from mactl.core.decode.faults import shown
from mactl.core.decode.numbers import number
from mactl.core.messages.buckets import parse_rate
from mactl.core.model.event import STANDARD
from mactl.core.schedule.durations import parse
from mactl.core.schedule.quiet import parse_quiet
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError
from mactl.i18n import _

Check = Callable[[object], object]
_LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Z]{2}|[0-9]{3}))?").fullmatch
_URL = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?").fullmatch
_PER = re.compile(r"day|\d+[mhdw]").fullmatch


@lru_cache(maxsize=1)
def defaults() -> dict[str, object]:
    """Return what the package knows of countries: quiet hours by channel, and the codes of ISO 3166 and 4217."""
    found: dict[str, object] = json.loads(files("mactl.config").joinpath("defaults.json").read_text("utf-8"))
    return found


def nearest(name: str, known: Collection[str]) -> str:
    """Return a hint that gives the known name nearest to ``name``, else all of them."""
    close = difflib.get_close_matches(name, known, 1, 0.6)
    if close:
        return _("Did you mean {guess}?", guess=close[0])
    return _("There are: {names}.", names=", ".join(sorted(known)))


def text(value: object) -> str:
    """Take a text."""
    if not isinstance(value, str):
        raise refused(value, _("a text in quotes"))
    return value


def flag(value: object) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise refused(value, _("true or false"))
    return value


def whole(least: int, most: int) -> Check:
    """Return a check that takes whole numbers from ``least`` to ``most``."""

    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise refused(value, _("a whole number from {least} to {most}", least=least, most=most))
        return value

    return check


def share(value: object) -> float:
    """Take a share from 0 to less than 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise refused(value, _("a share from 0 to less than 1, such as 0.1"))
    return float(value)


def amount(value: object) -> Decimal:
    """Take an amount of money that is not negative."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return number(value)
    raise refused(value, _("an amount such as 0.05"))


def one_of(*choices: str) -> Check:
    """Return a check that takes one of ``choices``."""

    def check(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise refused(value, " | ".join(f'"{choice}"' for choice in choices))
        return value

    return check


def country(value: object) -> str:
    """Take a country of ISO 3166."""
    return _code(value, "countries", _("a country code of two letters, such as CN"))


def currency(value: object) -> str:
    """Take a currency of ISO 4217."""
    return _code(value, "currencies", _("a currency code of three letters, such as CNY"))


def _code(value: object, table: str, wanted: str) -> str:
    if isinstance(value, str) and value in str(defaults()[table]).split():
        return value
    raise refused(value, wanted)


def time_zone(value: object) -> str:
    """Take a time zone by its name in the tz database."""
    zone(text(value))
    return str(value)


def locale(value: object) -> str:
    """Take a language, perhaps with a country: zh, zh-CN."""
    if not _LOCALE(text(value)):
        raise refused(value, _("a locale such as zh-CN or en"))
    return str(value)


def url(value: object) -> str:
    """Take an address of the web, or nothing; the slash at its end goes."""
    if text(value) and not _URL(str(value)):
        raise refused(value, _("an address such as https://shop.example.com, or nothing"))
    return str(value).rstrip("/")


def quiet(value: object) -> str | None:
    """Take quiet hours, or null for none."""
    if value is None:
        return None
    return str(parse_quiet(text(value)))


def duration(value: object) -> str:
    """Take a length of time."""
    parse(text(value))
    return str(value)


def rate(value: object) -> str | None:
    """Take a rate: ``"10/s"``, ``"600/m"``, a number a second, or null for none."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value}/s"
    parse_rate(text(value))
    return str(value)


def per(value: object) -> str:
    """Take what a cap counts over: the calendar day, or a rolling time."""
    if not isinstance(value, str) or not _PER(value) or value.startswith("0"):
        raise refused(value, _('"day", or a time such as "7d"'))
    return value


def texts(value: object) -> tuple[str, ...]:
    """Take a list of texts."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise refused(value, _("a list of texts"))
    return tuple(value)


def events(value: object) -> dict[str, str]:
    """Take a shop's own names of events, each with the standard one that it means."""
    for meant in mapping(value).values():
        if not isinstance(meant, str) or meant not in STANDARD:
            said = shown(json.dumps(meant, ensure_ascii=False))
            raise MactlError(_("{value} is not a standard event", value=said), nearest(str(meant), STANDARD))
    return {own: str(meant) for own, meant in mapping(value).items()}


def mapping(value: object) -> dict[str, object]:
    """Take any object."""
    if not isinstance(value, dict):
        raise refused(value, _("an object in braces"))
    return value


def portion(value: object) -> Decimal:
    """Take a share from 0 to 1."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return number(value)
    raise refused(value, _("a share from 0 to 1, such as 0.35"))


def numbers(value: object) -> dict[str, float]:
    """Take an object of numbers by name."""
    found = mapping(value)
    for each in found.values():
        if isinstance(each, bool) or not isinstance(each, int | float):
            raise refused(each, _("a number"))
    return {name: float(str(each)) for name, each in found.items()}


def amounts(value: object) -> dict[str, Decimal]:
    """Take an object of amounts by name."""
    return {name: number(str(amount(each))) for name, each in mapping(value).items()}


def refused(value: object, wanted: str) -> MactlError:
    """Say what stands here and what should."""
    said = shown(json.dumps(value, ensure_ascii=False, default=str))
    return MactlError(_("{value} is not what is wanted here", value=said), _("Write {wanted}.", wanted=wanted))
