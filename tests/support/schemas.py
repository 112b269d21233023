"""As much of JSON Schema as this project's schemas use: whether a value fits one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "number": (int, float), "integer": (int,),
    "boolean": (bool,), "null": (type(None),),
}  # fmt: skip
_ABOUT = {"$schema", "$defs", "title", "description", "default"}


def fits(value: Any, shape: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    """Return whether ``value`` fits ``shape``, whose references lead into ``whole``."""
    return all(_RULES[rule](value, shape, whole) for rule in shape if rule not in _ABOUT)


def resolved(shape: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what ``shape`` refers to, itself where it is no reference."""
    return whole["$defs"][shape["$ref"].removeprefix("#/$defs/")] if "$ref" in shape else shape


def _type(value: Any, shape: Mapping[str, Any], _whole: Mapping[str, Any]) -> bool:
    names = [shape["type"]] if isinstance(shape["type"], str) else shape["type"]
    return any(isinstance(value, _TYPES[name]) and (isinstance(value, bool) is (name == "boolean")) for name in names)


def _properties(value: Any, shape: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    known, patterns = shape.get("properties", {}), shape.get("patternProperties", {})
    for key, each in value.items() if isinstance(value, dict) else ():
        meant = [known[key]] if key in known else [patterns[one] for one in patterns if re.search(one, key)]
        others = shape.get("additionalProperties", True)
        if not meant and others is False:
            return False
        meant = meant or ([others] if isinstance(others, Mapping) else [])
        if not all(fits(each, one, whole) for one in meant):
            return False
    return True


_RULES: Mapping[str, Any] = {
    "type": _type,
    "$ref": lambda value, shape, whole: fits(value, resolved(shape, whole), whole),
    "anyOf": lambda value, shape, whole: any(fits(value, each, whole) for each in shape["anyOf"]),
    "enum": lambda value, shape, _whole: value in shape["enum"],
    "required": lambda value, shape, _whole: not isinstance(value, dict) or set(shape["required"]) <= set(value),
    "properties": _properties,
    "patternProperties": _properties,
    "additionalProperties": _properties,
    "items": lambda value, shape, whole: (
        not isinstance(value, list) or all(fits(each, shape["items"], whole) for each in value)
    ),
    "minItems": lambda value, shape, _whole: not isinstance(value, list) or len(value) >= shape["minItems"],
    "maxItems": lambda value, shape, _whole: not isinstance(value, list) or len(value) <= shape["maxItems"],
    "minProperties": lambda value, shape, _whole: not isinstance(value, dict) or len(value) >= shape["minProperties"],
    "minLength": lambda value, shape, _whole: not isinstance(value, str) or len(value) >= shape["minLength"],
    "minimum": lambda value, shape, _whole: not isinstance(value, int | float) or value >= shape["minimum"],
    "maximum": lambda value, shape, _whole: not isinstance(value, int | float) or value <= shape["maximum"],
    "pattern": lambda value, shape, _whole: not isinstance(value, str) or bool(re.search(shape["pattern"], value)),
}
