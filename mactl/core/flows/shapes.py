"""The JSON Schemas of steps and triggers, made of the classes by which they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mactl.core.flows.program import BODIES
from mactl.core.flows.reading import adapter, step_kinds, trigger_kinds
from mactl.core.model.keys import MARK
from mactl.core.segments import shapes
from mactl.core.segments.parse import kinds as condition_kinds


def definitions() -> dict[str, Any]:
    """Return what schemas of flows refer to: "steps", "step", "trigger", "condition", and what these are made of."""
    made: dict[str, Any] = {
        **shapes.definitions(condition_kinds()),
        "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
    }
    for name, kinds in (("step", step_kinds()), ("trigger", trigger_kinds())):
        refs = []
        for key, kind in kinds.items():
            own, inner = _schema(kind)
            made |= {**inner, f"{name}:{key}": own}
            refs.append({"$ref": f"#/$defs/{name}:{key}"})
        made[name] = {"anyOf": refs}
    return made


def bodies() -> dict[str, Any]:
    """Return the schemas of what a named action may say."""
    kinds = step_kinds()
    return {key: _schema(kinds[key])[0]["properties"][key] for key in BODIES}


def _schema(kind: type) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """Return the schema of a kind, and those that it refers to; of a description the first paragraph."""
    own = adapter(kind).json_schema(by_alias=True, ref_template="#/$defs/{model}")
    inner = own.pop("$defs", {})
    for each in (own, *inner.values()):
        if "description" in each:
            each["description"] = each["description"].partition("\n\n")[0].replace("``", "")
    return linked(own), linked(inner)


def linked(made: Any) -> Any:
    """Return a schema with references in the place of its marks."""
    if isinstance(made, Mapping):
        found = {key: linked(each) for key, each in made.items() if key != MARK}
        return {"$ref": f"#/$defs/{made[MARK]}", **found} if MARK in made else found
    return [linked(each) for each in made] if isinstance(made, list) else made
