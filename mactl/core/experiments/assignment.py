"""Who is in which arm of a test: drawn by hash, the same whatever the batch, the flow or the day (rule X1).

Two lots are drawn for each customer. The first parts the audience into those held out, those who test, and the rest
that waits for the winner; the second gives a variant to those who test. They are salted apart, so that neither says
anything about the other, nor about a campaign's own holdout or a split.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mactl.core.schedule.arms import draw, share

Role = Literal["test", "holdout", "rest"]
_ROUND = 1e-9  # shares of a third, written in decimals, still add up to everybody


class Assigned(NamedTuple):
    """What a customer is to a test: ``arm`` is the variant's name, "" for those held out and for the rest."""

    role: Role
    arm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How a test parts its audience: ``weights`` of its variants in file order, the share that tests, the holdout.

    ``test`` is the test's id: with the same id everybody draws the same lots again.
    """

    test: str
    weights: Mapping[str, float]
    share: float = 1.0
    holdout: float = 0.0

    def assign(self, customer: str) -> Assigned:
        """Return the role and the arm of the customer with this public id."""
        lot = share(f"abtest:{self.test}", customer)
        if lot < self.holdout:
            return Assigned("holdout")
        if lot < self.holdout + self.share + _ROUND:
            return Assigned("test", self.arm(customer))
        return Assigned("rest")

    def arm(self, customer: str) -> str:
        """Return the variant that a customer who tests is given."""
        return draw(f"abtest:{self.test}:arm", customer, self.weights)

    def arm_by(self, customer: str, weights: Mapping[str, float]) -> str:
        """Return the variant under other weights than the test's own: those of a bandit's later wave."""
        return draw(f"abtest:{self.test}:arm", customer, weights)

    def expected(self) -> dict[str, float]:
        """Return what share of everybody who is in the test each arm should have; "" is the holdout."""
        whole, total = self.share + self.holdout, sum(self.weights.values())
        arms = {name: self.share / whole * weight / total for name, weight in self.weights.items()}
        return {**arms, "": self.holdout / whole} if self.holdout else arms
