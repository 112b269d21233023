"""Money and dates as a message shows them, in Chinese and English."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from mactl.errors import MactlError
from mactl.i18n import _

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$", "TWD": "NT$", "KRW": "₩"}
_WHOLE = frozenset({"JPY", "KRW", "VND"})
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # English, unlike %B


def is_chinese(language: str) -> bool:
    """Return whether a locale ("zh", "zh-CN", "en_GB") is a Chinese one."""
    return language.lower().startswith("zh")


def money(value: object, currency: str, language: str, *, wan: bool = False, decimals: int | None = None) -> str:
    """Return an amount: 1299 is ¥1,299.00; with ``wan``, in Chinese, 12990 is ¥1.3万.

    ``wan`` rounds to two decimals and leaves amounts under 10,000 as they are.
    """
    amount = _amount(value)
    symbol = SYMBOLS.get(currency, f"{currency} ")
    if wan and is_chinese(language) and abs(amount) >= 10_000:
        tens = (abs(amount) / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
        number = f"{tens:,f}".rstrip("0").rstrip(".") + "万"
    else:
        places = decimals if decimals is not None else 0 if currency in _WHOLE else 2
        number = f"{abs(amount).quantize(Decimal(1).scaleb(-min(max(places, 0), 6)), ROUND_HALF_UP):,f}"
    return f"{'-' if amount < 0 else ''}{symbol}{number}"


def _amount(value: object) -> Decimal:
    try:
        amount = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if isinstance(value, bool) or not amount.is_finite() or abs(amount) >= Decimal(10) ** 20:
        raise MactlError(_("{value} is no amount of money", value=repr(value)[:80]))
    return amount


@lru_cache(maxsize=256)
def zone(name: str, otherwise: str) -> tzinfo:
    """Return the time zone ``name``, else the zone ``otherwise``, else UTC."""
    for candidate in (name, otherwise):
        try:
            return ZoneInfo(candidate)
        except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError, below
            continue
        except KeyError:
            continue
    return UTC


def moment(value: object, local: tzinfo, home: tzinfo) -> tuple[datetime, bool]:
    """Return a date or instant in the zone ``local``, and whether it has a time of day.

    Takes milliseconds since 1970, ISO 8601 text, and Python's dates. A date has no zone; text without an offset is
    local to ``home``, the workspace.
    """
    if isinstance(value, bool):
        raise _no_date(value)
    if isinstance(value, int | float):
        return _from_milliseconds(value, local), True
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=home)
        return aware.astimezone(local), True
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=local), False
    raise _no_date(value)


def _from_milliseconds(value: float, local: tzinfo) -> datetime:
    try:
        return datetime.fromtimestamp(value / 1000, local)
    except (OverflowError, OSError, ValueError) as error:
        raise _no_date(value) from error


def _parsed(text: str) -> date:
    plain = text.strip().replace("/", "-")
    plain = re.sub(r"^(\d{4})-(\d)(?=-)", r"\1-0\2", plain)
    plain = re.sub(r"^(\d{4}-\d\d)-(\d)(?!\d)", r"\1-0\2", plain)
    try:
        return date.fromisoformat(plain) if len(plain) == 10 else datetime.fromisoformat(plain)
    except ValueError as error:
        raise _no_date(text) from error


def _no_date(value: object) -> MactlError:
    return MactlError(_("{value} is no date", value=repr(value)[:80]))


def spoken_date(when: datetime, language: str, style: str) -> str:
    """Return a date: 2026年3月2日 or 2 March 2026; ``style`` is "short" (no year) or a strftime form."""
    if style and style != "short":
        return when.strftime(style[:64])
    short = style == "short"
    if is_chinese(language):
        return f"{when.month}月{when.day}日" if short else f"{when.year}年{when.month}月{when.day}日"
    month = _MONTHS[when.month - 1]
    return f"{when.day} {month}" if short else f"{when.day} {month} {when.year}"


def spoken_datetime(when: datetime, language: str, style: str) -> str:
    """Return a date with its time of day: 2026年3月2日 14:10 or 2 March 2026, 14:10."""
    if style and style != "short":
        return when.strftime(style[:64])
    joint = " " if is_chinese(language) else ", "
    return f"{spoken_date(when, language, style)}{joint}{when:%H:%M}"
