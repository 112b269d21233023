"""A score: points for what customers are and do, which fade, with bands and stages (authored, data/scores.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from mactl.core.model.keys import STRICT, SchemaOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Points while a condition holds (``when``), or for each event of a type that fits ``where``.

    With ``of`` an event gives its points times that property of it, a number. The points of an event halve every
    ``half_life``; without it they stay. ``cap`` is the most that the rule gives together, for negative points the
    least. ``name`` is shown where a score is explained.
    """

    __pydantic_config__ = STRICT
    points: float
    name: str = ""
    when: Annotated[Mapping[str, Any], SchemaOf(name="condition")] | None = None
    event: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    of: str | None = None
    half_life: str | None = None
    cap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of scores, from ``from`` up to the next band: people rise and fall through bands."""

    __pydantic_config__ = STRICT
    name: str
    from_: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage that people reach at a score, or when a condition holds, and never fall back from."""

    __pydantic_config__ = STRICT
    name: str
    from_: float | None = None
    when: Annotated[Mapping[str, Any], SchemaOf(name="condition")] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The sum of what its rules give, between ``floor`` and ``cap``; ``stages`` are in the order of a life."""

    __pydantic_config__ = STRICT
    name: str
    points: tuple[Rule, ...]
    id: str = ""
    bands: tuple[Band, ...] = ()
    stages: tuple[Stage, ...] = ()
    floor: float | None = None
    cap: float | None = None
