"""Whether two events belong together: the same value at a path of their properties (F5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def value_at(properties: Mapping[str, Any], path: str) -> Any:
    """Return what stands at ``path`` ("cart_id", "address.city") of an event's properties; None where nothing does."""
    if path in properties:
        return properties[path]
    found: Any = properties
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def same(first: Mapping[str, Any], second: Mapping[str, Any], path: str) -> bool:
    """Tell whether both have the same value at ``path``; numbers and their spelling are the same, nothing is not."""
    one, other = value_at(first, path), value_at(second, path)
    return one is not None and other is not None and str(one) == str(other)
