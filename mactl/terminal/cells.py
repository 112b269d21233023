"""One cell as text: numbers, money, rates, instants and durations as people of each language write them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from mactl import i18n
from mactl.core.model.report import Report, Unit
from mactl.i18n import _

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$", "TWD": "NT$", "KRW": "₩"}
_DASH = "–"


def text(value: object, unit: Unit, report: Report) -> str:
    """Return a cell as a person reads it; a dash for None."""
    if value is None:
        return _DASH
    if unit == "count":
        return f"{value:,}"
    if unit == "money":
        return money(Decimal(str(value)), report.currency)
    if unit == "rate":
        return rate(float(str(value)))
    if unit == "number":
        return f"{value:,.4g}" if isinstance(value, float) else str(value)
    if unit == "instant":
        return instant(int(str(value)), report.time_zone)
    return duration(int(str(value))) if unit == "duration" else str(value)


def money(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency's sign, two decimals and thousands marked."""
    sign = "-" if amount < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{sign}{symbol}{abs(amount):,.2f}"


def rate(share: float) -> str:
    """Return a share of 1 as per cent; small ones keep two decimals."""
    return f"{share:.2%}" if 0 < abs(share) < 0.1 else f"{share:.1%}"


def instant(at: int, zone: str) -> str:
    """Return an instant in a zone, to the minute."""
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    if i18n.language() == "zh":
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def iso(at: int, zone: str) -> str:
    """Return an instant as ISO 8601 with the zone's offset, to the millisecond where it has any."""
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    return local.isoformat(timespec="milliseconds" if at % 1000 else "seconds")


def duration(length: int) -> str:
    """Return a length of time in its two largest units."""
    seconds = length // 1000
    for size, name, rest, small in (
        (86_400, _("d"), 3600, _("h")),
        (3600, _("h"), 60, _("min")),
        (60, _("min"), 1, "s"),
    ):
        if seconds >= size:
            minor = seconds % size // rest
            return f"{seconds // size} {name} {minor} {small}" if minor else f"{seconds // size} {name}"
    return f"{seconds} s"
