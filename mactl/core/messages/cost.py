"""What messages cost, and what a budget leaves: whole numbers of ten-thousandths of the workspace's currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from mactl.errors import MactlError
from mactl.i18n import _

UNIT = 10_000  # so that sums are exact, and a price of 0.0045 a part can be said


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The limits of one campaign or flow; None is no limit. Costs and coupon values are in ten-thousandths."""

    max_cost: int | None = None
    max_messages: int | None = None
    max_coupon_value: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBudget:
    """What all messages of a workspace may cost in a calendar month of ``zone``: ``limit`` is in ten-thousandths."""

    limit: int
    zone: ZoneInfo

    def exceeded(self, month: str, used: int, cost: int) -> str:
        """Return the month and its figures ("2026-03: 2999.95/3000") where ``cost`` more is too much, else ""."""
        if not cost or used + cost <= self.limit:
            return ""
        return f"{month}: {amount(used):f}/{amount(self.limit):f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was reserved and spent against a budget, in the same units."""

    cost: int = 0
    messages: int = 0
    coupon_value: int = 0


def money(price: Decimal | str | float) -> int:
    """Return an amount of the currency ("0.045", 12) in ten-thousandths, halves rounded up."""
    try:
        units = int((Decimal(str(price)) * UNIT).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, ValueError):  # no number; no finite one
        units = -1
    if units < 0:
        raise MactlError(_("Not a price: {price}", price=repr(price)), _("Give an amount of 0 or more, as in 0.045."))
    return units


def amount(units: int) -> Decimal:
    """Return ten-thousandths as an amount of the currency: 450 is 0.045."""
    return (Decimal(units) / UNIT).normalize() + 0


def message_cost(price: int, parts: int = 1) -> int:
    """Return the cost of one message at ``price``: an SMS is billed by part, everything else is one part."""
    return price * parts


def exceeded(budget: Budget, spent: Spent) -> str:
    """Return the name of the first limit that ``spent`` (the message in question included) is over, or ""."""
    checks = (
        ("max_cost", budget.max_cost, spent.cost),
        ("max_messages", budget.max_messages, spent.messages),
        ("max_coupon_value", budget.max_coupon_value, spent.coupon_value),
    )
    return next((name for name, limit, used in checks if limit is not None and used > limit), "")
