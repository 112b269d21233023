"""Coupons (authored, data/coupons.json), and what a message grants: a coupon or points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mactl.core.model.keys import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """What a coupon is worth and where its codes come from.

    ``value`` is the face value in the workspace's currency; for ``kind`` "percent" it is the percentage taken off, and
    ``max_value`` the most that it is worth in money. ``codes`` are "generated" (``prefix`` and ``length`` letters that
    nobody can guess) or a "pool" that ``mactl coupon import`` fills. ``valid`` counts from the send.
    """

    __pydantic_config__ = STRICT
    name: str
    value: Decimal
    id: str = ""
    kind: Literal["amount", "percent", "gift"] = "amount"
    max_value: Decimal | None = None
    min_spend: Decimal = Decimal(0)
    codes: Literal["generated", "pool"] = "generated"
    prefix: str = ""
    length: int = 10
    valid: str = "30d"
    description: str = ""

    @property
    def worth(self) -> Decimal:
        """Return what it costs at most, in the workspace's currency: what budgets count."""
        if self.kind == "percent":
            return self.max_value or Decimal(0)
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a message or step grants (M8): a ``coupon`` by id or name, or ``points``; ``valid`` counts from the send.

    Without ``valid`` a coupon's own time counts, and points last as long as the workspace says.
    """

    __pydantic_config__ = STRICT
    coupon: str | None = None
    points: int | None = None
    valid: str | None = None
