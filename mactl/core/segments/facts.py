"""What the methods of segmentation are told of customers: columns of numbers, a place a customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """Orders by customer, in the order of their row ids: how many, net amount, first and last (milliseconds UTC)."""

    customer: Ints
    orders: Ints
    amount: Ints
    first_at: Ints
    last_at: Ints

    def replaced(self, other: Purchases) -> Purchases:
        """Return these with the rows of ``other``'s customers, who are among them, taken from ``other``."""
        import numpy as np

        place = np.searchsorted(self.customer, other.customer)
        for name in ("orders", "amount", "first_at", "last_at"):
            getattr(self, name)[place] = getattr(other, name)
        return self

    def spread(self, customers: Ints) -> Purchases:
        """Return them for all ``customers`` (row ids, ascending): nothing bought is nought."""
        import numpy as np

        if len(customers) == len(self.customer):
            return self
        place = np.searchsorted(customers, self.customer)
        known = place < len(customers)
        known[known] = customers[place[known]] == self.customer[known]
        wide = {}
        for name in ("orders", "amount", "first_at", "last_at"):
            wide[name] = np.zeros(len(customers), np.int64)
            wide[name][place[known]] = getattr(self, name)[known]
        return replace(self, customer=customers, **wide)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What customers did of one kind, aligned with ``Facts.purchases``: how often, and when last (0: never)."""

    count: Ints
    last_at: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a method asked for. Every column has a place for each of ``purchases.customer``.

    ``everybody`` is how many customers there are. ``activity`` is by name of ``ACTIVITY``, ``columns`` by path of the
    profile (None: missing), ``tags`` are the places of the customers who have them. ``intervals`` are the milliseconds
    between orders of one person.
    """

    everybody: int
    purchases: Purchases
    activity: Mapping[str, Activity] = field(default_factory=dict)
    columns: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    tags: Mapping[str, Ints] = field(default_factory=dict)
    intervals: Ints | None = None
