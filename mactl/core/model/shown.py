"""Amounts, shares, days and instants as people of each language write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from mactl import i18n
from mactl.i18n import _

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$", "TWD": "NT$", "KRW": "₩"}
_WAN = 10_000
_WIDE = 100_000  # from here on a Chinese reader counts money in 万


def money(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency's sign, two decimals and thousands marked; in Chinese, wide ones in 万."""
    sign = "−" if amount < 0 else ""  # a line never breaks after this minus
    symbol = SYMBOLS.get(currency, f"{currency} ")
    if i18n.language() == "zh" and abs(amount) >= _WIDE:
        return f"{sign}{symbol}{_wan(abs(amount))}"
    return f"{sign}{symbol}{abs(amount):,.2f}"


def _wan(amount: Decimal) -> str:
    wan = amount / _WAN
    return f"{wan / _WAN:,.2f}亿" if wan >= _WAN else f"{wan:,.2f}万"


def rate(share: float) -> str:
    """Return a share of 1 as per cent; small ones keep two decimals."""
    return (f"{share:.2%}" if 0 < abs(share) < 0.1 else f"{share:,.1%}").replace("-", "−")


def points(difference: float) -> str:
    """Return a difference of two rates in percentage points; small ones keep two decimals."""
    own = 100 * difference
    if not own:
        return "0.0 pp"
    return (f"{own:+.2f} pp" if abs(own) < 10 else f"{own:+.1f} pp").replace("-", "−")


def instant(at: int, zone: str) -> str:
    """Return an instant in a zone, to the minute."""
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    return f"{day(local.date().isoformat())} {local:%H:%M}"


def day(iso_date: str) -> str:
    """Return a day ("2026-03-02") as people write it: 2026年3月2日 in Chinese."""
    if i18n.language() != "zh":
        return iso_date
    found = date.fromisoformat(iso_date)
    return f"{found.year}年{found.month}月{found.day}日"


def day_of_year(iso_date: str) -> str:
    """Return a day without its year: 03-02, in Chinese 3月2日."""
    return day(iso_date).partition("年")[2] if i18n.language() == "zh" else iso_date[5:]


def together(*sentences: str) -> str:
    """Return sentences one after the other; Chinese ones stand without a blank between them."""
    return ("" if i18n.language() == "zh" else " ").join(sentence for sentence in sentences if sentence)


def duration(length: int) -> str:
    """Return a length of time in its two largest units."""
    seconds = length // 1000
    for size, name, rest, small in (
        (86_400, _("d"), 3600, _("h")),
        (3600, _("h"), 60, _("min")),
        (60, _("min"), 1, _("s")),
    ):
        if seconds >= size:
            minor = seconds % size // rest
            return f"{seconds // size} {name} {minor} {small}" if minor else f"{seconds // size} {name}"
    return f"{seconds} {_('s')}"
