"""An A/B test as its author wrote it (authored, data/ab_tests.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from mactl.core.model.campaign import Goal
from mactl.core.model.keys import STRICT, SchemaOf
from mactl.core.model.message import Channel

Metric = Literal[
    "open_rate",
    "click_rate",
    "conversion_rate",
    "revenue_per_recipient",
    "unsubscribe_rate",
    "clicks_per_message",
    "revenue_per_order",
]
METRICS: tuple[Metric, ...] = get_args(Metric)
Method = Literal["fixed", "sequential", "bayesian", "bandit"]
METHODS: tuple[Method, ...] = get_args(Method)
AFTER_THE_GOAL = frozenset({"conversion_rate", "revenue_per_recipient", "revenue_per_order"})  # a goal event decides
MONEY = frozenset({"revenue_per_recipient", "revenue_per_order"})  # metrics in the currency
_SOON = "24h"  # how long a test of opens or clicks runs, where nobody says


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One variant: what it changes in the campaign, and its weight against the others.

    ``send_at`` is an instant, or a time of day ("20:00": the next one after the start) in the campaign's zone.
    """

    __pydantic_config__ = STRICT
    name: str
    weight: float = 1.0
    subject: str = ""
    template: str = ""
    send_at: str = ""
    channel: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedBy:
    """A split that somebody else made: the profile field that names each customer's variant.

    ``holdout`` is the field's value of those who get nothing; whoever has any other value is not in the test.
    """

    __pydantic_config__ = STRICT
    field: str
    holdout: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbTest:
    """A test of variants on a campaign, in a flow's step, or by itself (subjects of the default e-mail).

    ``share`` of the audience tests, ``holdout`` of it gets nothing, the rest waits for the winner. ``holdout`` absent
    is the campaign's. ``minimum_effect`` is the smallest difference that matters, in the metric's own unit.
    """

    __pydantic_config__ = STRICT
    name: str
    variants: tuple[str | Variant, ...]
    id: str = ""
    audience: str | Annotated[Mapping[str, Any], SchemaOf(name="condition")] | None = None
    campaign: str = ""
    flow: str = ""
    step: str = ""
    metric: Metric = "click_rate"
    minimum_effect: float | None = None
    share: float = 1.0
    holdout: float | None = None
    duration: str = ""
    method: Method = "sequential"
    auto_winner: bool = False
    assigned_by: AssignedBy | None = None
    goal: Goal | None = None
    description: str = ""

    @property
    def arms(self) -> tuple[Variant, ...]:
        """Return the variants whole: a bare name is a subject, inside a flow the name of an arm."""
        return tuple(_whole(one, subject=not self.flow) for one in self.variants)

    @property
    def weights(self) -> dict[str, float]:
        """Return the variants' weights by name, in their order."""
        return {one.name: one.weight for one in self.arms}

    def lasts(self, goal: Goal) -> str:
        """Return how long the test runs: what is written, else what its metric needs."""
        return self.duration or (goal.within if self.metric in AFTER_THE_GOAL else _SOON)


def _whole(one: str | Variant, *, subject: bool) -> Variant:
    if isinstance(one, Variant):
        return one
    return Variant(name=one, subject=one if subject else "")
