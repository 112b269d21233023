"""How the fields of a model are spelt in JSON files, and what their schemas refer to."""

from __future__ import annotations

from dataclasses import dataclass

MARK = "x-schema-of"


def json_key(name: str) -> str:
    """Return the key of a field: its name, without the underscore that keeps it off Python's own words (``class_``)."""
    return name.removesuffix("_")


# What a model tells pydantic: keys that it does not know are faults.
STRICT = {"extra": "forbid", "alias_generator": json_key}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaOf:
    """What says in a JSON Schema that a value is as another definition has it ("steps", "trigger", "condition")."""

    name: str

    def __get_pydantic_json_schema__(self, _core: object, _handler: object) -> dict[str, object]:
        """Return a mark in the reference's place: what it refers to is not known to pydantic."""
        return {MARK: self.name}
