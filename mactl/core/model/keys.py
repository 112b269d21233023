"""How the fields of a model are spelt in JSON files."""

from __future__ import annotations


def json_key(name: str) -> str:
    """Return the key of a field: its name, without the underscore that keeps it off Python's own words (``class_``)."""
    return name.removesuffix("_")


# What a model tells pydantic: keys that it does not know are faults.
STRICT = {"extra": "forbid", "alias_generator": json_key}
