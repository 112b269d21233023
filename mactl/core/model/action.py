"""A reusable step body: what ``{"action": name}`` in a flow does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mactl.core.model.keys import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One of ``send``, ``do``, ``task`` and ``webhook`` under a name; each is raw JSON that core/flows reads."""

    __pydantic_config__ = STRICT

    id: str
    name: str
    send: Mapping[str, object] | None = None
    do: tuple[Mapping[str, object], ...] | None = None
    task: Mapping[str, object] | None = None
    webhook: Mapping[str, object] | None = None
    description: str = ""
