"""A product of the shop's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from mactl.core.model.keys import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Something to sell. ``price`` and ``cost`` are in the workspace's currency; ``stock`` None is not counted."""

    __pydantic_config__ = STRICT

    id: str
    name: str
    category: str = ""
    price: Decimal | None = None
    cost: Decimal | None = None
    stock: int | None = None
    url: str = ""
    image: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, object] = field(default_factory=dict)
