"""What a test is asked, and what is answered: the verdict with every number by which it was reached (rule X2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mactl.core.experiments.comparison import Comparison
from mactl.core.experiments.groups import Group
from mactl.core.experiments.power import LEVEL
from mactl.core.model.experiment import Method

Status = Literal["winner", "no_difference", "inconclusive", "srm", "running"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the arms of a test.

    ``final`` says that the planned end is reached, or that the sample is a finished one. ``minimum_effect`` is the
    smallest difference that matters, None where nobody said. ``base`` says who counts.
    """

    metric: str
    method: Method = "fixed"
    test: str = ""
    final: bool = True
    lower_is_better: bool = False
    minimum_effect: float | None = None
    alpha: float = LEVEL
    base: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One arm with its rate or mean, the interval of it, and how likely it is the best."""

    group: Group
    low: float | None
    high: float | None
    method: str
    prob_best: float | None = None
    expected_loss: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """The power reached for ``effect`` with what there is, and how many people each variant needs for 80 %.

    ``observed`` says that the effect is the one that was seen, for nobody said what would matter.
    """

    effect: float
    observed: bool
    reached: float
    needed: int
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judgement of a test. ``leader`` and ``second`` are the best two variants so far; ``winner`` is "" for none.

    ``harmed`` says that the leader drives more people to unsubscribe than the second; ``nothing_did_better`` that the
    holdout beats it. ``saved`` is the share of the variance that CUPED took out, None without it.
    """

    question: Question
    status: Status
    winner: str
    leader: str
    second: str
    srm: float
    estimates: tuple[Estimate, ...]
    comparisons: tuple[Comparison, ...]
    bayesian_model: str = ""
    power: Power | None = None
    saved: float | None = None
    harmed: bool = False
    nothing_did_better: bool = False

    def between(self, a: str, b: str) -> Comparison | None:
        """Return the comparison of two arms, in whichever order it was made."""
        return next((one for one in self.comparisons if {one.a, one.b} == {a, b}), None)

    def estimate(self, name: str) -> Estimate:
        """Return the estimate of the arm of this name."""
        return next(one for one in self.estimates if one.group.name == name)

    @property
    def holdout(self) -> Estimate | None:
        """Return the estimate of those who got nothing, where there are some."""
        return next((one for one in self.estimates if one.group.holdout), None)
