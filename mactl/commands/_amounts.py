"""Amounts of money on a command line."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from mactl.errors import UsageError
from mactl.i18n import _

_MOST = Decimal(10) ** 12  # more is a slip of the pen, and beyond what the database counts


def amount(text: str | None) -> Decimal | None:
    """Return the amount of money that an option gives."""
    if text is None:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or not 0 <= found < _MOST:
        raise UsageError(_("{text} is not an amount", text=text), _("write a number such as 500 or 99.50"))
    return found
