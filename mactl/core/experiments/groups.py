"""What a test compares: the people of each arm and what they did, as sums."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.experiments.intervals import Sample
from mactl.core.experiments.ratios import Ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What an arm did in a period before the test, with its products with what it did in it (for CUPED)."""

    total: float
    squares: float
    products: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One arm: ``n`` people, of whom ``hits`` did it (rates), or the ``values`` of all, zeros included (means).

    ``ratio`` is what ``values`` stand for where two sums are divided. ``active`` people have a value other than 0: what
    the clock of a sequential look counts. ``expected`` is the share of everybody that should be in the arm.
    ``unsubscribed`` is None where nothing is known of it.
    """

    name: str
    n: int
    hits: int = 0
    values: Sample | None = None
    ratio: Ratio | None = None
    active: int = 0
    before: Before | None = None
    expected: float = 1.0
    holdout: bool = False
    unsubscribed: int | None = None

    @property
    def rate(self) -> float:
        """Return the share that did it; 0 of nobody."""
        return self.hits / self.n if self.n else 0.0

    @property
    def level(self) -> float:
        """Return what is compared: the rate or the mean."""
        return self.rate if self.values is None else self.values.mean

    @property
    def doers(self) -> int:
        """Return how many people did anything that counts."""
        return self.hits if self.values is None else self.active
