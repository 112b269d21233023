"""A flow: what starts a journey, whom it is for, how it ends, and its steps (authored, data/flows.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from mactl.core.model.campaign import Budget, CapRule
from mactl.core.model.keys import STRICT, SchemaOf

Mode = Literal["once", "after_exit", "per_key", "always"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reentry:
    """How often somebody may go through a flow (E4): ``mode``, not before ``cooldown`` is over, ``max`` times."""

    __pydantic_config__ = STRICT
    mode: Mode = "after_exit"
    cooldown: str | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowGoal:
    """What a flow is for: an event (``match``: with this property as in the trigger's event) or a condition.

    Who meets it within ``within`` of the anchor leaves the flow with the outcome "goal"; without it there is no limit.
    """

    __pydantic_config__ = STRICT
    event: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    match: str | None = None
    condition: Annotated[Mapping[str, Any], SchemaOf(name="condition")] | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowExit:
    """What ends a flow before its end: an event or a condition; ``reason`` names the outcome (default: the event)."""

    __pydantic_config__ = STRICT
    event: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    match: str | None = None
    condition: Annotated[Mapping[str, Any], SchemaOf(name="condition")] | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A flow as its author wrote it; ``id`` defaults to a slug of ``name``.

    ``trigger`` and ``steps`` are JSON that core/flows reads. ``key`` ("$event.cart_id") tells apart the enrolments of
    one customer. ``filter`` is asked at entry and, with ``recheck``, at every wake. ``quiet`` absent takes the
    channel's quiet hours, null means none. ``on_skip`` and ``on_fail``: "next", "exit" or "goto:ID".
    """

    __pydantic_config__ = STRICT
    name: str
    trigger: Annotated[Mapping[str, Any], SchemaOf(name="trigger")]
    steps: Annotated[tuple[Mapping[str, Any], ...], SchemaOf(name="steps")]
    id: str = ""
    key: str | None = None
    filter: Annotated[Mapping[str, Any], SchemaOf(name="condition")] | None = None
    recheck: bool = True
    reentry: Mode | Reentry = "after_exit"
    goal: FlowGoal | None = None
    exit: tuple[FlowExit, ...] = ()
    holdout: float = 0.0
    class_: Literal["marketing", "transactional"] = "marketing"
    topic: str = ""
    quiet: str | None = "default"
    on_quiet: Literal["hold", "drop"] = "hold"
    cap: CapRule | tuple[CapRule, ...] | None = None
    budget: Budget = field(default_factory=Budget)
    priority: int = 0
    max_late: str = "24h"
    on_skip: str = "next"
    on_fail: str = "next"
    time_zone: str | None = None
    utm: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
