"""Numbers as people and spreadsheets write them: ``1.38E+10``, ``¥1,299.00``, ``1.2万``, ``(35)``, ``12%``."""

from __future__ import annotations

import re
from decimal import Decimal

from mactl.core.decode.faults import shown
from mactl.core.decode.widths import half
from mactl.errors import MactlError
from mactl.i18n import _

_PLAIN = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?").fullmatch
_POWER = re.compile(r"[+-]?\d+(?:\.\d*)?[eE][+-]?\d{1,2}").fullmatch
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([, '])\d{3})(?:\1\d{3})*(?:\.\d+)?").fullmatch
_SHORT = re.compile(r"[+-]?(?:\d+\.|\.\d+)").fullmatch
_UNITS = {"千": 10**3, "万": 10**4, "萬": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "億": 10**8, "万亿": 10**12}
_UNIT = re.compile(r"(.*?)\s*(万亿|千万|百万|亿|億|万|萬|千)").fullmatch
_BRACKETS = re.compile(r"\(\s*(\d[\d,. ]*)\)").fullmatch

_SIGNS = {
    "¥": ("CNY", "JPY"),
    "￥": ("CNY", "JPY"),
    "$": ("USD", "AUD", "CAD", "SGD", "HKD", "TWD"),
    "€": ("EUR",),
    "£": ("GBP",),
    "元": ("CNY", "HKD", "TWD"),
    "圆": ("CNY",),
    "块": ("CNY",),
    "人民币": ("CNY",),
    "RMB": ("CNY",),
    "US$": ("USD",),
    "HK$": ("HKD",),
    "NT$": ("TWD",),
    "美元": ("USD",),
    "欧元": ("EUR",),
    "港币": ("HKD",),
    "港元": ("HKD",),
    "日元": ("JPY",),
    "英镑": ("GBP",),
    "₩": ("KRW",),
    "₽": ("RUB",),
    "₹": ("INR",),
}
_BY_LENGTH = sorted(_SIGNS, key=len, reverse=True)
_CODE = re.compile(r"[A-Z]{3}").fullmatch


def number(value: object) -> Decimal:
    """Return ``value`` (text, int, float or Decimal) as an exact decimal; a percentage is its hundredth.

    Raises:
        MactlError: ``value`` is no number, or one that could be read in two ways (``1,29``).
    """
    if isinstance(value, str):
        return Decimal(value) if value.isascii() and _PLAIN(value) else _from_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _refused(value)
    # repr gives the shortest digits that make this float, which is what the person typed.
    found = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not found.is_finite():
        raise _refused(value)
    return found


def whole(value: object) -> int:
    """Return ``value`` as a whole number; ``13800000000.0`` is one, ``1.5`` is refused."""
    if type(value) is int:
        return value
    found = number(value)
    if found != found.to_integral_value():
        raise MactlError(_("{value} is not a whole number", value=shown(value)), _("Write it without a fraction."))
    return int(found)


def money(value: object, currency: str) -> Decimal:
    """Return an amount of ``currency`` (ISO 4217); ``¥1,299.00``, ``1,299元`` and ``CNY 1299`` are CNY 1299.

    Raises:
        MactlError: no amount, or the amount names another currency.
    """
    if not isinstance(value, str):
        return number(value)
    if value.isascii() and _PLAIN(value):
        return Decimal(value)
    text, sign = _without_sign(half(value))
    if sign and currency not in _SIGNS.get(sign, (sign,)):
        raise MactlError(
            _("{value} is not an amount in {currency}", value=shown(value), currency=currency),
            _("Amounts must be in the workspace's currency; convert them first."),
        )
    return number(text)


def _without_sign(text: str) -> tuple[str, str]:
    """Return ``text`` without its currency, and the currency's sign or code ("" without one)."""
    lead = text[:1] if text[:1] in {"-", "+"} else ""
    rest = text[len(lead) :].strip()
    upper = rest.upper()
    for sign in _BY_LENGTH:
        if upper.startswith(sign):
            return lead + rest[len(sign) :].strip(), sign
        if upper.endswith(sign):
            return lead + rest[: -len(sign)].strip(), sign
    if _CODE(upper[:3]):
        return lead + rest[3:].strip(), upper[:3]
    if _CODE(upper[-3:]):
        return lead + rest[:-3].strip(), upper[-3:]
    return text, ""


def _from_text(value: str) -> Decimal:
    """Read a number that is not plain digits."""
    text = half(value).replace("−", "-").replace("–", "-")
    if bracketed := _BRACKETS(text):
        return -_digits(bracketed[1].strip(), value)
    if text.endswith("%"):
        return _digits(text[:-1].strip(), value) / 100
    if united := _UNIT(text):
        return _digits(united[1], value) * _UNITS[united[2]]
    return _digits(text, value)


def _digits(text: str, said: str) -> Decimal:
    """Read digits with an optional fraction, power of ten or grouping."""
    if text.isascii():
        if _PLAIN(text) or _POWER(text) or _SHORT(text):
            return Decimal(text)
        if grouped := _GROUPED(text):
            return Decimal(text.replace(grouped[1], ""))
    raise _refused(said)


def _refused(value: object) -> MactlError:
    """Say why ``value`` is no number."""
    text = half(shown(value))
    if re.fullmatch(r"[+-]?[\d.]*\d,\d{1,2}|[+-]?\d+(?:[.,]\d+)+", text):
        hint = _("It could be read in two ways. Write thousands as 1,299 and a fraction with a dot: 1299.50.")
    else:
        hint = _("Write a number such as 1299.50, 1,299 or 1.2万.")
    return MactlError(_("“{value}” is not a number", value=text), hint)
