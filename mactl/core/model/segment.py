"""A segment: a named group of customers, by a condition or by a list (authored, data/segments.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from mactl.core.model.keys import STRICT, SchemaOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Dynamic (``where``, a condition) or static (``members``, customer ids); exactly one of the two is given.

    ``tag`` is given to members by itself, and taken away from those who leave.
    """

    __pydantic_config__ = STRICT
    name: str
    id: str = ""
    where: Annotated[Mapping[str, Any], SchemaOf(name="condition")] | None = None
    members: tuple[str, ...] | None = None
    description: str = ""
    tag: str = ""
